"""matplotlib's axes, less what they do for every drawing and none of ours needs: ticks made to be clipped, and hidden.

That was a tenth of the time of a drawing.
"""

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis


class _XAxis(XAxis):
    """The axis along the foot; its ticks are not clipped, for which they would be made: none of ours reaches out."""

    def set_clip_path(self, *given: Any) -> None:  # noqa: ANN401 (as matplotlib has it)
        Artist.set_clip_path(self, *given)


class _YAxis(YAxis):
    """The axis at the side, likewise."""

    def set_clip_path(self, *given: Any) -> None:  # noqa: ANN401 (as matplotlib has it)
        Artist.set_clip_path(self, *given)


class PanelAxes(Axes):
    """Axes without a grid of their own: rules are drawn as lines where a chart has any."""

    def _init_axis(self) -> None:
        # The way in which matplotlib lets a projection have axes of its own.
        self.xaxis, self.yaxis = _XAxis(self, clear=False), _YAxis(self, clear=False)
        for spines, axis in ((("bottom", "top"), self.xaxis), (("left", "right"), self.yaxis)):
            for spine in spines:
                self.spines[spine].register_axis(axis)

    def grid(self, *_args: object, **_kwargs: object) -> None:
        """Draw none."""

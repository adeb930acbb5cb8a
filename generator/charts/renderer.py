"""matplotlib's figure -> SVG as matplotlib writes it; each text is measured once a process, not once a drawing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from matplotlib.backends.backend_svg import RendererSVG

from generator.charts.style import measured

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties


class _Renderer(RendererSVG):
    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | str
    ) -> tuple[float, float, float]:
        """Return pixels."""
        if ismath:
            raise ValueError("a text of a chart is no formula")
        return measured(s, prop.get_size_in_points(), prop.get_weight())


def written(figure: Figure) -> str:
    """Return the figure, one unit each pixel, without a date."""
    file = io.StringIO()
    size, metadata = (figure.bbox.width, figure.bbox.height), {"Date": None, "Creator": None}
    renderer = _Renderer(*size, file, metadata=metadata)  # type: ignore[no-untyped-call]
    figure.draw(renderer)
    renderer.finalize()  # type: ignore[no-untyped-call]
    return file.getvalue()

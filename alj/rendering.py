"""The last part of a build: facts -> the folders of the sites, looked into for leaks; what is as before is reused."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from alj.publishing import sites_as_before
from alj.stages import Stages
from alj.unchanged import program_hash
from generator.audience import audiences
from generator.facts import Facts
from generator.leaks import LeakSearch, Looking, refuse_leaks
from generator.pages.sites import assemble_sites, draft_sites
from generator.site import made_of, publish_sites, staged_sites
from generator.site_parts import Site, files_of
from intake.faults import WrongUsage
from intake.kept import Kept
from intake.language import N_, Language
from intake.workspace import Workspace


@dataclass(frozen=True)
class Rendered:
    """The sites of a build, and the hash of what each was rendered from, by its key."""

    sites: tuple[Site, ...] = ()
    made_of: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> list[str]:
        """The names of the sites' folders."""
        return [site.key for site in self.sites]

    @property
    def files(self) -> list[str]:
        """The paths of every page and download, below the folder of all sites."""
        return [f"{site.key}/{path}" for site in self.sites for path in files_of(site)]


def render(
    workspace: Workspace, output: Path, facts: Facts, stages: Stages, audience: str | None, search: LeakSearch
) -> Rendered:
    """Return the sites, each rendered into a folder of the output from facts filtered to its audience.

    Raises LeaksFound when one of them holds what its readers may not see.
    """
    workers = os.cpu_count() or 1
    output.mkdir(parents=True, exist_ok=True)
    with ExitStack() as staging:
        aside = Path(staging.enter_context(tempfile.TemporaryDirectory(prefix=".drafts-", dir=output)))
        sites = assembled(workspace, facts, stages, audience, workers, aside)
        made = {site.key: made_of(site, program_hash()) for site in sites}
        before = sites_as_before(workspace, made)
        new = [site for site in sites if site.key not in before]
        # What was published before is looked into again, for other things may be guarded now, while the new is built.
        looking: list[Looking] = []
        with stages.stage("mkdocs", N_("Building sites"), len(new)) as advance:
            built = staging.enter_context(
                staged_sites(
                    new, output, workers, advance, kept_for(workspace), lambda: looking.append(search.begin(before))
                )
            )
        with stages.stage("leaks", N_("Looking for leaks"), len(sites)) as advance:
            refuse_leaks(*looking, search.begin(built))
            for site in sites:
                advance(site.key)
        publish_sites(built, output)
    for key, folder in before.items():
        _take_over(folder, output / key)
    if audience:
        _keep_other_sites(workspace, output)
    return Rendered(sites, tuple(made.items()))


def _keep_other_sites(workspace: Workspace, output: Path) -> None:
    """Put beside the one site that was rendered the others as they are published."""
    for folder in workspace.sites.iterdir() if workspace.sites.is_dir() else ():
        if not (output / folder.name).exists():
            _take_over(folder, output / folder.name)


def _take_over(folder: Path, target: Path) -> None:
    """Let a site of an earlier build be one of this, too: what is published is never written again, only taken away."""
    shutil.copytree(folder, target, symlinks=True, copy_function=_link)


def _link(file: str, target: str) -> None:
    """Give a file a second name, or make a copy where the file system knows no such thing."""
    try:
        os.link(file, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(file, target, follow_symlinks=False)


def assembled(
    workspace: Workspace, facts: Facts, stages: Stages, audience: str | None, workers: int, aside: Path
) -> tuple[Site, ...]:
    """Return the sites as their facts say, every chart drawn, what is put into their pages laid aside in a folder.

    Raises WrongUsage for an audience that there is not.
    """
    wanted = [one for one in audiences(facts) if audience in (None, one.key)]
    if not wanted:
        raise WrongUsage(
            N_("there is no audience {audience}: write coordination, ministry or office-CODE."), audience=audience
        )
    with stages.stage("pages", N_("Writing pages"), len(wanted)) as advance:
        language, *others = map(Language, facts.settings.languages or (stages.language.code,))
        drafts = draft_sites(
            facts, language, wanted, others, kept_for(workspace), processes=workers, progress=advance,
            aside=aside,
        )  # fmt: skip
    with stages.stage("charts", N_("Drawing charts")) as advance:
        return assemble_sites(
            drafts, workers, lambda done, of: advance(done, of=of), kept_for(workspace)
        )  # fmt: skip


def kept_for(workspace: Workspace) -> Callable[[str], Kept]:
    """Return what gives what is kept for an audience, by the key of its site: nobody else has it."""
    # The hash goes along to other processes, which need not work it out again.
    return partial(_kept, workspace.cache / "sites", program_hash())


def _kept(folder: Path, made_by: str, key: str) -> Kept:
    return Kept(folder / key, made_by)

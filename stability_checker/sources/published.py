"""Which releases of a distribution the configured index offers."""

from packaging.version import Version

from stability_checker.sources.index.configuration import read_configuration


def published_versions(name: str) -> list[Version]:
    """The versions of the distribution `name`, oldest first, those whose every file is yanked left out.

    Raises CheckerError where no index knows the name or none can be reached.
    """
    # What speaks to the network is loaded when it is needed.
    from stability_checker.sources.index.releases import list_files
    from stability_checker.sources.index.transport import Transport

    files = list_files(name, Transport(read_configuration()))
    return sorted({file.version for file in files if file.yanked is None})

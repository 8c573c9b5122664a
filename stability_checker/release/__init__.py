"""A release made in one go: the version, the notes, the snapshots and the tag are recorded together or not at all."""

from stability_checker.release.declaration import declare
from stability_checker.release.naming import tag_for
from stability_checker.release.recording import Plan, record, refuse_unready

__all__ = ["Plan", "declare", "record", "refuse_unready", "tag_for"]

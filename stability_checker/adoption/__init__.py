"""What a project needs to keep its promise from now on: settings, a first snapshot, a pipeline, a hook."""

from stability_checker.adoption.configuration import configuration
from stability_checker.adoption.hook import hook
from stability_checker.adoption.pipeline import pipeline
from stability_checker.adoption.snapshots import first_snapshot
from stability_checker.adoption.step import State, Step, take
from stability_checker.adoption.survey import Survey, look_around

__all__ = [
    "State",
    "Step",
    "Survey",
    "configuration",
    "first_snapshot",
    "hook",
    "look_around",
    "pipeline",
    "take",
]

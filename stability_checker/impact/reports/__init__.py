"""The reports of an impact run: one file a format, each a function from the outcome to text."""

from stability_checker.impact.reports import console, json, markdown

RENDERERS = {"console": console.render, "json": json.render, "markdown": markdown.render}

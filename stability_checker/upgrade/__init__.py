"""Moves downstream code along the recipes of a library: find the version it comes from, plan the road, rewrite, report."""

"""Moves downstream code along the recipes of a library: find where it comes from, plan the road, rewrite, report."""

"""The tool that makes "1.0" a promise: snapshots, diffs, levels and proves API changes, and moves code off old APIs."""

#!/usr/bin/env bash
# Runs the gate once: annotates lines, writes the step summary, leaves the reports and the outputs for the next steps.
set -euo pipefail

reports=$(mktemp -d "${RUNNER_TEMP:-/tmp}/stability-checker.XXXXXX")
arguments=(--format github)
for format in json markdown sarif; do
  arguments+=(--report "$format=$reports/$format")
done
[[ -z "${CHECK_PACKAGE:-}" ]] || arguments+=(--package "$CHECK_PACKAGE")
[[ -z "${CHECK_AGAINST:-}" ]] || arguments+=(--against "$CHECK_AGAINST")

status=0
stability-checker check "${arguments[@]}" 2> "$reports/said" || status=$?
grep -v '^wrote ' "$reports/said" >&2 || true

if [[ ! -s "$reports/json" ]]; then
  # No report was written: what standard error says is all that there is to show.
  message=$(tail -n 1 "$reports/said")
  echo "::error title=API promise::${message#error: }"
  printf '## The API could not be compared\n\n%s\n' "${message#error: }" > "$reports/markdown"
fi
cat "$reports/markdown" >> "$GITHUB_STEP_SUMMARY"

case $status in
  0) verdict=pass ;;
  1) verdict=fail ;;
  *) verdict=error ;;
esac
bump=$(python - "$reports/json" <<'PYTHON'
import json, os, sys

levels = ["patch", "minor", "major"]
if os.path.exists(sys.argv[1]):
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    needed = [one["bump"]["required"] for one in document.get("packages", [document])]
    print(max(needed, key=levels.index))
PYTHON
)
{
  echo "verdict=$verdict"
  echo "bump=$bump"
  echo "summary=$reports/markdown"
  if [[ -s "$reports/sarif" ]]; then echo "sarif=$reports/sarif"; fi
} >> "$GITHUB_OUTPUT"

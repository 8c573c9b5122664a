#!/usr/bin/env bash
# Keeps one comment in the pull request up to date: written at the first run, replaced at every further one.
set -euo pipefail

export MARK="<!-- stability-checker: ${COMMENT_NAME:-} -->"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
body=$(mktemp "${RUNNER_TEMP:-/tmp}/comment.XXXXXX")

# A comment holds 65,536 characters; what is cut off stands in the step summary.
python - "$MARK" "$COMMENT_FILE" "$body" <<'PYTHON'
import os, sys

mark, source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    text = file.read()
most = 60_000
if len(text) > most:
    kept = text[:most].rpartition("\n")[0]
    opened = kept.count("<details>") - kept.count("</details>")
    fence = "\n```" if kept.count("```") % 2 else ""
    run = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}".format_map(os.environ)
    text = f"{kept}{fence}\n" + "</details>\n" * opened + f"\nThe rest is in [the summary of the run]({run}).\n"
with open(target, "w", encoding="utf-8") as file:
    file.write(f"{mark}\n{text}")
PYTHON

warn() {
  echo "::warning title=API promise::The comment could not be written (a fork's token may not, or the job lacks" \
    "pull-requests: write); the findings are in the summary."
  exit 0
}

# Anybody may write the mark into a comment; only our own may be replaced.
ours='.[] | select(.user.type == "Bot" and (.body | startswith(env.MARK))) | .id'
known=$(gh api --paginate "$comments" --jq "$ours") || warn
known=${known%%$'\n'*}
if [[ -n "$known" ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" -F "body=@$body" --silent || warn
else
  gh api --method POST "$comments" -F "body=@$body" --silent || warn
fi

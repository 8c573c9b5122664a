#!/usr/bin/env bash
# Ends the job as the gate does, after everything has been shown.
set -euo pipefail

case "$VERDICT" in
  pass) ;;
  fail) [[ "$FAIL" != true ]] || exit 1 ;;
  *) exit 2 ;;
esac

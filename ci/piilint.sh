#!/usr/bin/env bash
# Run piilint in a CI job: one analysis, every report that the server at hand can show, piilint's own exit code.
#
#   PIILINT_PATHS     what is checked, one path a line or separated by spaces      (the configuration's paths)
#   PIILINT_DIFF      report only what this revision doesn't have: origin/main...   (everything)
#   PIILINT_FAIL_ON   error, warning or never                                       (the configuration's)
#   PIILINT_BASELINE  the baseline's file                                           (the configuration's)
#   PIILINT_ARGS      further options, separated by spaces
#   PIILINT_REPORTS   the folder for report files                                   (piilint-reports)
#   PIILINT_CACHE     the folder that is kept between runs                          (.piilint_cache)
#
# Arguments of the script are passed on to `piilint check`, after those of the variables. The server is known by its own
# variables: GITHUB_ACTIONS, GITLAB_CI, JENKINS_URL, TF_BUILD (Azure Pipelines), TEAMCITY_VERSION.
set -euo pipefail

reports=${PIILINT_REPORTS:-piilint-reports}
mkdir -p "$reports"

options=(--require-files --cache-dir "${PIILINT_CACHE:-.piilint_cache}")
[ -z "${PIILINT_DIFF:-}" ] || options+=(--diff "$PIILINT_DIFF")
[ -z "${PIILINT_FAIL_ON:-}" ] || options+=(--fail-on "$PIILINT_FAIL_ON")
[ -z "${PIILINT_BASELINE:-}" ] || options+=(--baseline "$PIILINT_BASELINE")
read -r -a more <<<"${PIILINT_ARGS:-}"

paths=()
if [[ "${PIILINT_PATHS:-}" == *$'\n'* ]]; then
  # One a line: such paths may hold spaces.
  while IFS= read -r path; do [ -z "$path" ] || paths+=("$path"); done <<<"$PIILINT_PATHS"
else
  read -r -a paths <<<"${PIILINT_PATHS:-}"
fi

outputs=(--output "sarif=$reports/piilint.sarif" --output "html=$reports/piilint.html"
         --output "json=$reports/piilint.json" --output "markdown=$reports/piilint.md")
if [ -n "${GITHUB_ACTIONS:-}" ]; then
  outputs+=(--output github)
elif [ -n "${GITLAB_CI:-}" ]; then
  outputs+=(--output "gitlab=$reports/gl-code-quality-report.json"
            --output "gitlab-sast=$reports/gl-sast-report.json" --output text)
elif [ -n "${TF_BUILD:-}" ]; then
  outputs+=(--output "junit=$reports/piilint-junit.xml" --output azure)
elif [ -n "${TEAMCITY_VERSION:-}" ]; then
  outputs+=(--output teamcity)
else
  outputs+=(--output "junit=$reports/piilint-junit.xml" --output "checkstyle=$reports/piilint-checkstyle.xml"
            --output text)
fi

code=0
piilint check "${options[@]}" "${outputs[@]}" ${more[@]+"${more[@]}"} "$@" -- ${paths[@]+"${paths[@]}"} || code=$?

if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$reports/piilint.md" ]; then
  cat "$reports/piilint.md" >>"$GITHUB_STEP_SUMMARY"
fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  {
    echo "exit-code=$code"
    echo "reports=$reports"
    [ ! -s "$reports/piilint.sarif" ] || echo "sarif=$reports/piilint.sarif"
  } >>"$GITHUB_OUTPUT"
fi
exit "$code"

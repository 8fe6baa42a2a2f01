#!/bin/sh
# Makes sure that there is a Chromium for the browser tests. Exit 0: there is one. Exit 1: there is none.
bin=$1
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Debian's chromium for the browser tests"
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 && exit 0
fi
if "$bin"/python -m playwright install chromium >/dev/null 2>&1; then exit 0; fi
echo "No Chromium here: the browser tests are skipped. Install chromium, then run make test again."
exit 1

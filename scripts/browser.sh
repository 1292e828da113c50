#!/bin/sh
# Get what `make test-browser` needs, from Debian and as root; else say what that is.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium and a Chinese font ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk \
        >/dev/null && exit 0
fi
echo "There is no Chromium here: install it and a Chinese font (Debian: apt install chromium fonts-noto-cjk)." >&2

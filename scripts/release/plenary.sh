#!/bin/sh
# Starts Plenary, or one of its programs: ./plenary help
set -eu
here=$(cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
program=server/main
case ${1-} in
  doctor)
    program=tools/doctor
    shift
    ;;
  drain | backup | restore | erase | api-key | admin-token | config | turn-config | install-service | healthcheck)
    program=scripts/$1
    shift
    ;;
  start) shift ;;
  help)
    cat <<'TEXT'
./plenary [start] [options]   starts the server; ./plenary --help lists the options
./plenary doctor              says what is wrong, and what to type
./plenary config              explains, prints and checks settings
./plenary backup FILE         puts everything that the server keeps into one file
./plenary restore FILE        brings a backup back
./plenary drain               lets meetings come to their end, then stops the server
./plenary install-service     makes it a service of systemd
./plenary admin-token         makes a new token for the page /admin
./plenary api-key, erase, turn-config  see docs
TEXT
    exit
    ;;
esac
if [ "$program" = server/main ]; then
  # It ends with 41 when everything that it needs is there, and it was not told its version.
  status=0
  env -u MEDIASOUP_VERSION "$here/node_modules/mediasoup/worker/out/Release/mediasoup-worker" >/dev/null 2>&1 || status=$?
  if [ "$status" -ne 41 ]; then
    echo 'The media worker needs libraries that this machine lacks. On Debian 12, as root:' >&2
    echo '  apt-get update && apt-get install -y --no-install-recommends @LIBRARIES@' >&2
    exit 1
  fi
fi
exec "$here/bin/node" --max-semi-space-size=4 "$here/$program.js" "$@"

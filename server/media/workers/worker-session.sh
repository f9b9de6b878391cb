#!/bin/sh
# Starts a media worker in a session of its own. A worker ends by itself when its
# process group is signalled (Ctrl-C, or a service manager that stops the whole
# group), and that would cut every meeting before the server could close it.
if command -v setsid >/dev/null 2>&1; then
  exec setsid "$MEDIASOUP_SESSION_BIN" "$@"
fi
exec "$MEDIASOUP_SESSION_BIN" "$@"

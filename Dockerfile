# An image of a release, which has everything but the libraries of the media worker:
#
#   npm run release && docker build -t plenary .
#
# docs/service.md says how to run it. Made and run by npm run test:container.
ARG BASE=docker.io/library/debian:12.11-slim

FROM ${BASE} AS unpack
COPY releases/ /releases/
# One release for one image: which of several is meant, nobody could tell.
RUN cd /releases && sha256sum -c SHA256SUMS \
    && mkdir -p /opt/plenary /var/lib/plenary \
    && tar xzf "$(cut -d ' ' -f 3 SHA256SUMS)" -C /opt/plenary --strip-components=1

FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libuv1 libssl3 libsrtp2-1 libabsl20220623 libstdc++6 ca-certificates \
    && rm -rf /var/lib/apt/lists/*
# The code belongs to root: a server that is taken over cannot change it.
COPY --from=unpack /opt/plenary /opt/plenary
COPY --from=unpack --chown=10001:10001 --chmod=0700 /var/lib/plenary /var/lib/plenary

ENV NODE_ENV=production \
    HOME=/var/lib/plenary \
    PLENARY_STORAGE_FILE=/var/lib/plenary/plenary.sqlite \
    PLENARY_CACHE_DIR=/var/lib/plenary/cache \
    PLENARY_SHUTDOWN_DEADLINE_SECONDS=120
USER 10001:10001
WORKDIR /var/lib/plenary
VOLUME /var/lib/plenary
# Pages, then media: docs/service.md says how many ports a server with many cores needs.
EXPOSE 3000/tcp 40000-40015/tcp 40000-40015/udp
# Meetings come to their end first. Give it that time: docker stop -t 150.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/opt/plenary/plenary", "healthcheck"]
ENTRYPOINT ["/opt/plenary/plenary"]
CMD ["start"]

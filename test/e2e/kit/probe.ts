/// <reference lib="dom" />

import type {
  OutboundReading,
  PathReading,
  Reading,
  SoundReading,
  TileReading,
  VideoReading,
} from './readings.ts'

export interface Probe {
  /** Differs after each load of the page. */
  readonly load: number
  /** Local and remote descriptions that were applied. */
  negotiations: number
  /** What the content security policy refused. */
  readonly violations: string[]
  read(): Promise<Reading>
}

declare global {
  interface Window {
    plenaryProbe: Probe
  }
}

/**
 * Runs in the page before any of its scripts: keeps every peer connection at hand
 * for its statistics. Must not use anything from outside itself.
 */
export function installProbe(): void {
  const peers: RTCPeerConnection[] = []
  const violations: string[] = []
  const probe: Probe = { load: performance.timeOrigin, negotiations: 0, violations, read }
  window.plenaryProbe = probe

  document.addEventListener('securitypolicyviolation', (event) => {
    violations.push(
      `${event.violatedDirective} ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`,
    )
  })
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      peers.push(this)
    }
    override setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      probe.negotiations += 1
      return super.setLocalDescription(description)
    }
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      probe.negotiations += 1
      return super.setRemoteDescription(description)
    }
  }

  /** One statistic; which members it has depends on its type. */
  interface Stat {
    members: Record<string, unknown>
    report: RTCStatsReport
  }

  async function read(): Promise<Reading> {
    const open = peers.filter((peer) => peer.connectionState !== 'closed')
    const stats: Stat[] = []
    for (const report of await Promise.all(open.map((peer) => peer.getStats()))) {
      report.forEach((members: Record<string, unknown>) => stats.push({ members, report }))
    }
    const ofType = (type: string) => stats.filter(({ members }) => members.type === type)
    const inbound = ofType('inbound-rtp')
    const tiles = document.querySelectorAll<HTMLElement>('[role="group"][data-participant-id]')
    return {
      tiles: [...tiles].map((tile) => readTile(tile, inbound)),
      sounds: inbound.filter(({ members }) => members.kind === 'audio').map(readSound),
      videos: open.flatMap((peer) => peer.getTransceivers()).filter(receivesPictures).length,
      outbound: ofType('outbound-rtp').map(readOutbound),
      paths: ofType('transport').map(readPath),
    }
  }

  // The statistics of a stream outlive it, its direction does not.
  function receivesPictures({ mid, receiver, currentDirection }: RTCRtpTransceiver): boolean {
    // mediasoup-client keeps a stream without pictures open, to measure the line with.
    return receiver.track.kind === 'video' && currentDirection === 'recvonly' && mid !== 'probator'
  }

  function number({ members }: Stat, name: string): number {
    const value = members[name]
    return typeof value === 'number' ? value : 0
  }

  function text({ members }: Stat, name: string): string {
    const value = members[name]
    return typeof value === 'string' ? value : ''
  }

  /** The statistic whose id stands in a member. */
  function linked(stat: Stat, name: string): Stat {
    const members = stat.report.get(text(stat, name)) as Record<string, unknown> | undefined
    return { members: members ?? {}, report: stat.report }
  }

  function readTile(tile: HTMLElement, inbound: Stat[]): TileReading {
    const video = [...tile.querySelectorAll('video')].find((element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    )
    const track = video && firstTrack(video)
    const stat = track && inbound.find((candidate) => text(candidate, 'trackIdentifier') === track.id)
    return {
      label: tile.getAttribute('aria-label') ?? '',
      participantId: tile.dataset.participantId ?? '',
      source: tile.dataset.source ?? '',
      speaking: tile.dataset.speaking ?? '',
      heard: tile.dataset.heard ?? '',
      trouble: tile.dataset.reason ?? '',
      width: Math.round(tile.getBoundingClientRect().width),
      height: Math.round(tile.getBoundingClientRect().height),
      video: video ? readVideo(video) : null,
      inbound: stat
        ? {
            ssrc: number(stat, 'ssrc'),
            framesDecoded: number(stat, 'framesDecoded'),
            frameHeight: number(stat, 'frameHeight'),
            codec: text(linked(stat, 'codecId'), 'mimeType'),
          }
        : null,
    }
  }

  function readVideo(video: HTMLVideoElement): VideoReading {
    const settings = firstTrack(video)?.getSettings()
    return {
      width: video.videoWidth,
      height: video.videoHeight,
      time: video.currentTime,
      frames: countFrames(video),
      paused: video.paused,
      mirrored: new DOMMatrix(getComputedStyle(video).transform).a < 0,
      deviceId: settings?.deviceId ?? '',
      facing: settings?.facingMode ?? '',
    }
  }

  /** Frames that were shown. Firefox without a screen counts them in a member of its own alone. */
  function countFrames(video: HTMLVideoElement & { mozPaintedFrames?: number }): number {
    return video.mozPaintedFrames ?? video.getVideoPlaybackQuality().totalVideoFrames
  }

  function readSound(stat: Stat): SoundReading {
    const track = text(stat, 'trackIdentifier')
    const player = [...document.querySelectorAll<HTMLMediaElement>('audio, video')].find(
      ({ srcObject }) =>
        srcObject instanceof MediaStream && srcObject.getAudioTracks().some(({ id }) => id === track),
    )
    return {
      track,
      energy: number(stat, 'totalAudioEnergy'),
      samples: number(stat, 'totalSamplesReceived'),
      codec: text(linked(stat, 'codecId'), 'mimeType'),
      player: player
        ? { paused: player.paused, muted: player.muted, volume: player.volume, time: player.currentTime }
        : null,
    }
  }

  function readOutbound(stat: Stat): OutboundReading {
    return {
      kind: text(stat, 'kind'),
      rid: text(stat, 'rid'),
      active: stat.members.active !== false,
      frameHeight: number(stat, 'frameHeight'),
      framesEncoded: number(stat, 'framesEncoded'),
      bytesSent: number(stat, 'bytesSent'),
      packetsSent: number(stat, 'packetsSent'),
    }
  }

  function readPath(stat: Stat): PathReading {
    const remote = linked(linked(stat, 'selectedCandidatePairId'), 'remoteCandidateId')
    return {
      dtls: text(stat, 'dtlsState'),
      srtpCipher: text(stat, 'srtpCipher'),
      protocol: text(remote, 'protocol'),
      remoteType: text(remote, 'candidateType'),
      remotePort: number(remote, 'port'),
    }
  }

  function firstTrack(video: HTMLVideoElement): MediaStreamTrack | undefined {
    return video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0] : undefined
  }
}

import type { HandlerTable } from '../handler.ts'

/** Requests about transports, producers and consumers. */
export const mediaHandlers = {
  'transport:connect': async ({ session }, { transportId, dtlsParameters }) => {
    await session.requireMedia().peer.transports.connect(transportId, dtlsParameters)
    return {}
  },

  'transport:restart-ice': async ({ session }, { transportId }) => ({
    iceParameters: await session.requireMedia().peer.transports.restartIce(transportId),
  }),

  'producer:create': async ({ session }, params) => ({
    producerId: await session.requireMedia().tracks.produce(params),
  }),

  'producer:pause': async ({ session }, { producerId }) => {
    await session.requireMedia().tracks.setPaused(producerId, true)
    return {}
  },

  'producer:resume': async ({ session }, { producerId }) => {
    await session.requireMedia().tracks.setPaused(producerId, false)
    return {}
  },

  'producer:resize': ({ session }, params) => {
    session.requireMedia().tracks.resize(params)
    return {}
  },

  'producer:fault': async ({ session }, { producerId, fault = null }) => {
    await session.requireMedia().tracks.setFault(producerId, fault)
    return {}
  },

  'producer:close': async ({ session }, { producerId }) => {
    await session.requireMedia().tracks.close(producerId)
    return {}
  },

  'data-producer:create': async ({ session }, params) => ({
    dataProducerId: await session.requireMedia().openChat(params),
  }),

  'view:set': ({ session }, view) => {
    session.requireMedia().setView(view)
    return {}
  },

  'consumer:ready': async ({ session }, { consumerIds }) => {
    await session.requireMedia().acknowledgeConsumers(consumerIds)
    return {}
  },

  'consumer:refresh': async ({ session }, { consumerIds, isLossy = false }) => {
    await session.requireMedia().refreshConsumers(consumerIds, { isLossy })
    return {}
  },
} satisfies Partial<HandlerTable>

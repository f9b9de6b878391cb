import type { ReadMetric } from './metrics.ts'

/**
 * What this process uses. prom-client's own default metrics are left out: they read files
 * of /proc at each scrape, and measure the event loop and the garbage collector a second
 * time until the process ends, whether the server was closed or not.
 */
export function processMetrics(): ReadMetric[] {
  return [
    {
      name: 'plenary_process_cpu_seconds_total',
      type: 'counter',
      help: 'CPU time that the Node.js process used, in user and system mode; media workers have their own.',
      read: () => {
        const { user, system } = process.cpuUsage()
        return (user + system) / 1e6
      },
    },
    {
      name: 'plenary_process_resident_memory_bytes',
      help: 'Memory of the Node.js process.',
      read: () => process.memoryUsage.rss(),
    },
    {
      name: 'plenary_process_start_time_seconds',
      help: 'When the Node.js process started, in seconds since 1970.',
      read: () => performance.timeOrigin / 1000,
    },
  ]
}

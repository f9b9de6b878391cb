import type { LoadLevel } from '../../load/load-levels.ts'
import { SCREENS_MAX, type ViewLimits } from './view-planner.ts'

/** What a viewer may receive at a load level: never more than normally. */
export function limitsAt(level: LoadLevel, normal: ViewLimits): ViewLimits {
  if (level === 0) return normal
  const { maxTiles, maxScreens = SCREENS_MAX, maxSpatialLayer = Number.POSITIVE_INFINITY } = normal
  return {
    maxTiles: Math.min(maxTiles, { 1: maxTiles, 2: 4, 3: 1 }[level]),
    maxScreens: Math.min(maxScreens, { 1: SCREENS_MAX, 2: 2, 3: 1 }[level]),
    maxSpatialLayer: Math.min(maxSpatialLayer, level === 1 ? 1 : 0),
    halfRate: true,
  }
}

// @ts-check
/* Visits side by side: each into the first lane that is free when it begins. Which counter will serve somebody is decided at the call, so a lane is no counter. */

/**
 * @param {{ start: number, length: number }[]} visits in minutes
 * @returns {any[][]} lanes, each a list of visits in their order; at least one lane
 */
export function lanesOf(visits) {
  const lanes = [[]];

  for (const visit of [...visits].sort((a, b) => a.start - b.start || b.length - a.length)) {
    const free = lanes.find((lane) => lane.length === 0 || lane.at(-1).start + lane.at(-1).length <= visit.start);
    if (free)
      free.push(visit);
    else
      lanes.push([visit]);
  }
  return lanes;
}

/**
 * The next `count` free starts from a list of days, nearest first, after `skip` of them.
 * @param {{ date: string, starts: number[] }[]} days
 */
export function nearest(days, skip, count) {
  return days.flatMap(({ date, starts }) => starts.map((minute) => ({ date, minute }))).slice(skip, skip + count);
}

/** How patient the rollup is, and how far back it looks. */

/** Of the hours of one build: each a build of its own. */
export const attemptsOfHours = 3;
export const secondsBetweenAttempts = 60;

/** Flow records are delivered within some ten minutes, late ones within hours: each hour is looked at for so long. */
export const hoursLookedAt = 24;

/** Of a build: a statement over more hours of a large network takes longer than it may. */
export const mostHoursOfBuild = 6;

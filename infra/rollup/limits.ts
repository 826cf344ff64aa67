/** How patient the state machine is. */

/** Of the hours of one build: each a build of its own. */
export const attemptsOfHours = 3;
export const secondsBetweenAttempts = 60;

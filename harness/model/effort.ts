/** How much is tried. Each level is a fixed amount of work, never a time limit. */
export type Effort = 'quick' | 'default' | 'thorough';

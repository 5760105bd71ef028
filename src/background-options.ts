/** The program's own option to run the service in the background; not for users. */
export const ON_DEMAND = '--on-demand';
/** The program's own option to take the life of the service over that runs; not for users. */
export const TAKE_OVER = '--take-over';

/**
 * The exit code of a service that was asked to end by `relay stop`: its unit has it as RestartPreventExitStatus, so that the
 * service manager does not start it again.
 */
export const ASKED_TO_STOP = 100;

// Pulumi's SDK takes a stack trace for every promise, jest lets traces have 100 frames and maps each to its source: a third of
// the time of whatever evaluates the program. Five frames name the line that failed and who called it.
Error.stackTraceLimit = 5;

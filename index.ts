import { program } from "./components/program";
import { loadFromPulumi, orRunError } from "./config/from-pulumi";

/** Settings in, stack built, outputs out. `StackOutputs` says what each output is. */
export = orRunError(() => program(loadFromPulumi()));

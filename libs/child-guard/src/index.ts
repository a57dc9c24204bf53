export { dieWithParent, type Command, type Identity } from "./die-with-parent.ts";

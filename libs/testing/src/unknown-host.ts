/**
 * A name that no host has, whatever resolver is asked, and with none at all: a label has at most 63 characters. Without a
 * network, any other name "can't be looked up for now".
 */
export const UNKNOWN_HOST = `${"x".repeat(64)}.invalid`;

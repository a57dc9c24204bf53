/** Debian keeps servers in sbin, which is not on everybody's PATH. */
const USUAL_FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** What every child gets as its environment: where programs lie, and the same locale and time zone everywhere. */
export interface ChildEnvironment {
  readonly PATH: string;
  readonly LC_ALL: "C";
  readonly TZ: "UTC";
}

/** Nothing of this process's own environment but its PATH: it may hold keys, and children read files of strangers. */
export function childEnvironment(): ChildEnvironment {
  // eslint-disable-next-line no-restricted-properties -- PATH is no setting of ours: it says where this machine keeps its programs
  const given = (process.env["PATH"] ?? "").split(":").filter((folder) => folder !== "");
  return { PATH: [...new Set([...given, ...USUAL_FOLDERS])].join(":"), LC_ALL: "C", TZ: "UTC" };
}

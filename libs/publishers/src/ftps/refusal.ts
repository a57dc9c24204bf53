import { FTPError } from "basic-ftp";

/** The server's refusal of a request, or null when it did as it was asked. Everything else that goes wrong is thrown. */
export async function refusalOf(request: Promise<unknown>): Promise<FTPError | null> {
  try {
    await request;
    return null;
  } catch (error) {
    if (error instanceof FTPError) return error;
    throw error;
  }
}

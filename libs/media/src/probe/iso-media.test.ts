import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { holdsMediaData, inspectIsoMedia } from "./iso-media.ts";

function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, body]);
}

function largeBox(type: string, bodyBytes: number): Uint8Array {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, "latin1");
  header.writeBigUInt64BE(BigInt(bodyBytes + 16), 8);
  return Buffer.concat([header, Buffer.alloc(bodyBytes)]);
}

function track(sampleType: string): Uint8Array {
  const samples = box("stsd", Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), box(sampleType, Buffer.alloc(20)));
  return box("trak", box("tkhd", Buffer.alloc(8)), box("mdia", box("minf", box("stbl", samples))));
}

function inspect(file: Uint8Array) {
  return inspectIsoMedia((offset, length) => Promise.resolve(file.subarray(offset, offset + length)), file.length);
}

const FTYP = box("ftyp", Buffer.alloc(16));
const CLEAR = { video: false, audio: false, text: false };

test("a whole, clear file", async () => {
  const file = Buffer.concat([FTYP, box("mdat", Buffer.alloc(50)), box("moov", track("avc1"), track("mp4a"))]);
  assert.deepEqual(await inspect(file), { complete: true, encrypted: CLEAR });
});

test("encrypted tracks are told by kind", async () => {
  const file = Buffer.concat([FTYP, box("moov", track("avc1"), track("enca"), track("encv")), box("mdat")]);
  assert.deepEqual(await inspect(file), { complete: true, encrypted: { video: true, audio: true, text: false } });
});

test("media data that is cut off", async () => {
  const file = Buffer.concat([FTYP, box("moov", track("avc1")), box("mdat", Buffer.alloc(50))]);
  assert.equal((await inspect(file.subarray(0, -1)))?.complete, false);
});

test("a box with a 64-bit size", async () => {
  const file = Buffer.concat([FTYP, largeBox("mdat", 30), box("moov", track("encv"))]);
  assert.deepEqual(await inspect(file), { complete: true, encrypted: { ...CLEAR, video: true } });
  assert.equal((await inspect(Buffer.concat([FTYP, largeBox("mdat", 30)]).subarray(0, -1)))?.complete, false);
});

test("a last box that runs to the end of the file", async () => {
  const open = Buffer.from(box("mdat", Buffer.alloc(50)));
  open.writeUInt32BE(0);
  assert.equal((await inspect(Buffer.concat([FTYP, open])))?.complete, true);
});

test("padding behind the last box, and a broken box, end the search", async () => {
  const moov = box("moov", track("avc1"));
  assert.equal((await inspect(Buffer.concat([FTYP, moov, Buffer.alloc(100)])))?.complete, true);
  assert.equal(
    (await inspect(Buffer.concat([FTYP, moov, Buffer.from([0, 0, 0, 4]), Buffer.from("mdat")])))?.complete,
    true,
  );
});

test("a file of another format", async () => {
  assert.equal(await inspect(Buffer.from("\x1aE\xdf\xa3matroska and so on", "latin1")), null);
  assert.equal(await inspect(Buffer.from("just a text, no film")), null);
  assert.equal(await inspect(Buffer.alloc(0)), null);
});

test("a file without media data", async () => {
  const holds = (...boxes: readonly Uint8Array[]) => {
    const file = Buffer.concat(boxes);
    return holdsMediaData((offset, length) => Promise.resolve(file.subarray(offset, offset + length)), file.length);
  };
  const moov = box("moov", track("avc1"));
  assert.equal(await holds(FTYP, box("free"), box("mdat"), moov), false);
  assert.equal(await holds(FTYP, moov), false);
  assert.equal(await holds(FTYP, box("free"), box("mdat", Buffer.alloc(1)), moov), true);
  assert.equal(await holds(FTYP, moov, largeBox("mdat", 1)), true);
});

// Files in one archive, stored as they are: what an .xlsx is made of.
"use strict";

globalThis.alj = globalThis.alj || {};

// A block, so that no name of one script meets that of another.
{
  const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
    return rest;
  });
  // 1 January 1980, midnight: the first moment that the format knows, so that the same rows give the same bytes.
  const FIRST_DAY = 0x21;

  function checksum(bytes) {
    let sum = 0xffffffff;
    for (const byte of bytes) sum = CHECKSUMS[(sum ^ byte) & 0xff] ^ (sum >>> 8);
    return (sum ^ 0xffffffff) >>> 0;
  }

  /** Returns numbers as bytes, little-endian; each is given with its size, 2 or 4. */
  function packed(...fields) {
    const bytes = [];
    for (const [size, value] of fields) for (let at = 0; at < size; at += 1) bytes.push((value >>> (8 * at)) & 0xff);
    return Uint8Array.from(bytes);
  }

  /** Returns the bytes of an archive with these files, `{name: text}`. */
  alj.zip = (files) => {
    const encoder = new TextEncoder();
    const parts = [];
    const directory = [];
    let offset = 0;
    for (const [path, text] of Object.entries(files)) {
      const [name, content] = [encoder.encode(path), encoder.encode(text)];
      // Version 2.0, names in UTF-8, stored; then the time and day, the checksum and both sizes.
      const both = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, FIRST_DAY], [4, checksum(content)], [4, content.length],
        [4, content.length], [2, name.length], [2, 0]];
      parts.push(packed([4, 0x04034b50], ...both), name, content);
      directory.push(packed([4, 0x02014b50], [2, 20], ...both, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
      offset += 30 + name.length + content.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const count = directory.length / 2;
    const end = packed([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
    const all = [...parts, ...directory, end];
    const archive = new Uint8Array(offset + size + end.length);
    let at = 0;
    for (const part of all) {
      archive.set(part, at);
      at += part.length;
    }
    return archive;
  };
}

/**
 * Decompresses zstd without help of the runtime. Throws where the input is damaged or cut. The checksums that frames may
 * have are not verified: the library does not.
 */
export async function* unzstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import('fzstd');
  const output: Buffer[] = [];
  // A copy, as the library goes on writing into the window that it hands out.
  const stream = new Decompress((piece) => {
    if (piece.length > 0) output.push(Buffer.from(piece));
  });
  for await (const chunk of chunks) {
    const error = attempt(() => stream.push(chunk));
    yield* output.splice(0);
    if (error !== undefined) throw error;
  }
  const error = attempt(() => stream.push(new Uint8Array(0), true));
  yield* output.splice(0);
  if (error !== undefined) throw error;
}

function attempt(step: () => void): unknown {
  try {
    step();
    return undefined;
  } catch (error) {
    return error;
  }
}

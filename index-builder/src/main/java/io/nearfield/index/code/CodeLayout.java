package io.nearfield.index.code;

import io.nearfield.index.kernel.InterleavedBlock;

/**
 * How the codes of a cell lie in one array: as rows one after another, or interleaved in blocks for
 * kernels that score many codes at once.
 */
public sealed interface CodeLayout {

  /** Entries per interleaved block. */
  int BLOCK = 64;

  /** Bytes that {@code entries} codes take up. */
  int bytes(int entries);

  /** Stores the code at {@code codeFrom} as entry {@code slot}; touches no other entry's bytes. */
  void put(byte[] store, int slot, byte[] code, int codeFrom);

  /** Writes the code of entry {@code slot} to {@code codeFrom}: {@link #put} the other way. */
  void get(byte[] store, int slot, byte[] code, int codeFrom);

  /** Copies some entries of one store to another of the same layout. */
  void copy(byte[] from, int fromSlot, byte[] to, int toSlot, int count);

  /** Codes one after another. Layout: (entries, codeSize). */
  static CodeLayout rows(int codeSize) {
    return new Rows(codeSize);
  }

  /**
   * Blocks of 64 codes, in each the first bytes of all, then the second bytes of all, and so on, in
   * the order of {@link InterleavedBlock}.
   */
  static CodeLayout interleaved(int codeSize) {
    return new Interleaved(codeSize);
  }

  /**
   * As {@link #interleaved}, for codes that end in floats which belong to the whole code: in each
   * block the floats follow the codes, the first of all 64 entries, then the second of all, in the
   * order of the entries.
   *
   * @param codeSize bytes of a code, its floats (little-endian) included
   * @param factors how many floats
   */
  static CodeLayout interleavedWithFactors(int codeSize, int factors) {
    return new WithFactors(codeSize, factors);
  }

  /** See {@link #rows}. */
  record Rows(int codeSize) implements CodeLayout {
    @Override
    public int bytes(int entries) {
      return Math.multiplyExact(entries, codeSize);
    }

    @Override
    public void put(byte[] store, int slot, byte[] code, int codeFrom) {
      System.arraycopy(code, codeFrom, store, slot * codeSize, codeSize);
    }

    @Override
    public void get(byte[] store, int slot, byte[] code, int codeFrom) {
      System.arraycopy(store, slot * codeSize, code, codeFrom, codeSize);
    }

    @Override
    public void copy(byte[] from, int fromSlot, byte[] to, int toSlot, int count) {
      System.arraycopy(from, fromSlot * codeSize, to, toSlot * codeSize, count * codeSize);
    }
  }

  /** See {@link #interleaved}. Layout: (blocks, codeSize, 64). */
  record Interleaved(int codeSize) implements CodeLayout {
    @Override
    public int bytes(int entries) {
      return Math.multiplyExact((entries + BLOCK - 1) / BLOCK * BLOCK, codeSize);
    }

    @Override
    public void put(byte[] store, int slot, byte[] code, int codeFrom) {
      int at = start(slot);
      for (int j = 0; j < codeSize; j++) {
        store[at + j * BLOCK] = code[codeFrom + j];
      }
    }

    @Override
    public void get(byte[] store, int slot, byte[] code, int codeFrom) {
      int at = start(slot);
      for (int j = 0; j < codeSize; j++) {
        code[codeFrom + j] = store[at + j * BLOCK];
      }
    }

    @Override
    public void copy(byte[] from, int fromSlot, byte[] to, int toSlot, int count) {
      for (int i = 0; i < count; i++) {
        int source = start(fromSlot + i);
        int target = start(toSlot + i);
        for (int j = 0; j < codeSize; j++) {
          to[target + j * BLOCK] = from[source + j * BLOCK];
        }
      }
    }

    private int start(int slot) {
      return slot / BLOCK * BLOCK * codeSize + InterleavedBlock.position(slot);
    }
  }

  /**
   * See {@link #interleavedWithFactors}. Layout: blocks of (codeSize - 4 * factors, 64) bytes and
   * (factors, 64) floats in the machine's byte order.
   */
  record WithFactors(int codeSize, int factors) implements CodeLayout {

    /** Bytes from one block to the next. */
    public int blockBytes() {
      return BLOCK * codeSize;
    }

    @Override
    public int bytes(int entries) {
      return Math.multiplyExact((entries + BLOCK - 1) / BLOCK * BLOCK, codeSize);
    }

    @Override
    public void put(byte[] store, int slot, byte[] code, int codeFrom) {
      int block = slot / BLOCK * blockBytes();
      int bytes = codeSize - factors * Float.BYTES;
      for (int j = 0; j < bytes; j++) {
        store[block + j * BLOCK + InterleavedBlock.position(slot)] = code[codeFrom + j];
      }
      for (int f = 0; f < factors; f++) {
        int at = block + bytes * BLOCK + (f * BLOCK + slot % BLOCK) * Float.BYTES;
        float factor = (float) Factors.IN_CODE.get(code, codeFrom + bytes + f * Float.BYTES);
        Factors.IN_STORE.set(store, at, factor);
      }
    }

    @Override
    public void get(byte[] store, int slot, byte[] code, int codeFrom) {
      int block = slot / BLOCK * blockBytes();
      int bytes = codeSize - factors * Float.BYTES;
      for (int j = 0; j < bytes; j++) {
        code[codeFrom + j] = store[block + j * BLOCK + InterleavedBlock.position(slot)];
      }
      for (int f = 0; f < factors; f++) {
        int at = block + bytes * BLOCK + (f * BLOCK + slot % BLOCK) * Float.BYTES;
        float factor = (float) Factors.IN_STORE.get(store, at);
        Factors.IN_CODE.set(code, codeFrom + bytes + f * Float.BYTES, factor);
      }
    }

    @Override
    public void copy(byte[] from, int fromSlot, byte[] to, int toSlot, int count) {
      byte[] code = new byte[codeSize];
      for (int i = 0; i < count; i++) {
        get(from, fromSlot + i, code, 0);
        put(to, toSlot + i, code, 0);
      }
    }
  }
}

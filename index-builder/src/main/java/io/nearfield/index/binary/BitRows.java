package io.nearfield.index.binary;

import java.util.Arrays;

/**
 * All rows at one version: what a search sees from its start to its end, whatever is changed
 * meanwhile. Immutable but for what {@link BitBlock} says about rows that die later.
 *
 * @param size rows appended so far, dead ones among them
 * @param living rows that are not dead
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BitRows(long version, BitBlock[] blocks, int size, int living) {

  static BitRows empty() {
    return new BitRows(0, new BitBlock[0], 0, 0);
  }

  int dead() {
    return size - living;
  }

  /** How many rows block {@code b} holds. */
  int rows(int b) {
    return Math.min(BitBlock.CAPACITY, size - (b << BitBlock.SHIFT));
  }

  BitBlock block(int position) {
    return blocks[position >>> BitBlock.SHIFT];
  }

  static int slot(int position) {
    return position & (BitBlock.CAPACITY - 1);
  }

  /** These rows with room for one more; the same version. */
  BitRows withRoom(int words) {
    int b = size >>> BitBlock.SHIFT;
    if (b == blocks.length) {
      if (size > Integer.MAX_VALUE - BitBlock.CAPACITY) {
        throw new IllegalStateException(
            "Cannot add: a binary index holds at most %d rows, dead ones included".formatted(size));
      }
      BitBlock[] more = Arrays.copyOf(blocks, b + 1);
      more[b] = BitBlock.empty(words);
      return new BitRows(version, more, size, living);
    }
    BitBlock roomy = blocks[b].withRoom(slot(size));
    if (roomy == blocks[b]) {
      return this;
    }
    BitBlock[] changed = blocks.clone();
    changed[b] = roomy;
    return new BitRows(version, changed, size, living);
  }

  /** These rows, one appended; a later version. */
  BitRows appended() {
    return new BitRows(version + 1, blocks, size + 1, living + 1);
  }

  /** These rows without the one at {@code position}; a later version. */
  BitRows without(int position) {
    block(position).kill(slot(position), version + 1);
    return new BitRows(version + 1, blocks, size, living - 1);
  }

  /** A copy of the living rows, in their order. */
  BitRows compacted(int words) {
    BitRows copy = new BitRows(version, new BitBlock[0], 0, 0);
    for (int position = 0; position < size; position++) {
      if (block(position).lives(slot(position), version)) {
        copy = copy.withRoom(words);
        copy.block(copy.size).copy(slot(copy.size), block(position), slot(position));
        copy = copy.appended();
      }
    }
    return new BitRows(version + 1, copy.blocks, copy.size, copy.living);
  }

  long memoryBytes() {
    return Arrays.stream(blocks).mapToLong(BitBlock::memoryBytes).sum();
  }
}

package io.nearfield.index.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryBatchTest {

  @Test
  void theFirstBitIsTheLeastSignificantOfTheFirstByte() {
    BinaryBatch batch = BinaryBatch.ofTexts(List.of("1000000001", "0110000000"));

    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.row(0)).containsExactly(0x01, 0x02);
    assertThat(batch.row(1)).containsExactly(0x06, 0x00);
    assertThat(batch).isEqualTo(new BinaryBatch(new byte[] {1, 2, 6, 0}, 10));
  }

  @Test
  void whatBeginsWithTheMostSignificantBitIsTurned() {
    byte[] asNumPyPacksIt = {(byte) 0b1000_0000, (byte) 0b0100_0000, (byte) 0b0110_0000, 0};

    assertThat(BinaryBatch.ofBigOrder(asNumPyPacksIt, 10))
        .isEqualTo(BinaryBatch.ofTexts(List.of("1000000001", "0110000000")));
  }

  @Test
  void whatIsNoBatchIsRefused() {
    assertThatThrownBy(() -> new BinaryBatch(new byte[5], 10))
        .hasMessage(
            "Cannot make a binary batch: 5 bytes are no whole number of rows of 10 bits (2 bytes)");
    assertThatThrownBy(() -> new BinaryBatch(new byte[] {1, 2, 1, 4}, 10))
        .hasMessage(
            "Cannot use binary vector: bits past its 10 must be zero, got last byte 0x04 (row 1)");
    assertThatThrownBy(() -> new BinaryBatch(new byte[0], 0))
        .hasMessage("Cannot make a binary batch: a row must have at least 1 bit, got 0");
    assertThatThrownBy(() -> BinaryBatch.ofTexts(List.of("10", "1")))
        .hasMessage("Cannot make a binary batch: row 1 has 1 bits, the rows before have 2");
    assertThatThrownBy(() -> BinaryBatch.ofTexts(List.of("1x")))
        .hasMessage("Cannot make a binary batch: bits are 0 or 1, got 'x' (row 0, position 1)");
    assertThatThrownBy(() -> new BinaryBatch(new byte[2], 8).row(2))
        .hasMessage("Row 2 of a batch of 2");
  }
}

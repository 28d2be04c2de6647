package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.IndexSpec.Code;
import io.nearfield.index.IndexSpec.Refinement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexSpecTest {

  private static final boolean[] FALSE = {false};
  private static final boolean[] FALSE_TRUE = {false, true};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Flat",
        "SQ8",
        "PQ48",
        "PQ96x4",
        "PQ96x4fs",
        "IVF4096,Flat",
        "IVF1,Flat",
        "IVF4096,SQ8",
        "IVF4096,PQ48",
        "IVF4096,PQ96x4",
        "IVF4096,PQ96x4fs,Refine(Flat)",
        "IVF4096,PQ48,Refine(Flat)",
        "Flat,Refine(Flat)",
        "OPQ48,IVF4096,PQ48",
        "OPQ96,PQ96x4fs,Refine(SQ8)",
        "IVF4096,RaBitQ,Refine(SQ8)",
        "LSH256,Refine(Flat)"
      })
  void theCanonicalFormReadsBackAsItself(String text) {
    IndexSpec spec = IndexSpec.parse(text);

    assertThat(spec).hasToString(text);
    assertThat(IndexSpec.parse(text.toLowerCase(Locale.ROOT).replace(",", " , "))).isEqualTo(spec);
  }

  @Test
  void eightBitsAreTheDefaultAndNotPrinted() {
    assertThat(IndexSpec.parse("PQ48x8")).hasToString("PQ48");
  }

  @Test
  void thePartsAreKnown() {
    IndexSpec spec = IndexSpec.parse("IVF256,PQ96x4,Refine(Flat)");

    assertThat(spec.hasCells()).isTrue();
    assertThat(spec.cells()).isEqualTo(256);
    assertThat(spec.subQuantizers()).isEqualTo(96);
    assertThat(spec.quantized()).isTrue();
    assertThat(spec.refined()).isTrue();
    assertThat(spec.codeSize(384)).isEqualTo(48);
    assertThat(spec.minimumTrainingSize()).isEqualTo(256);
    assertThat(IndexSpec.parse("Flat").cells()).isEqualTo(1);
    assertThat(IndexSpec.parse("Flat").minimumTrainingSize()).isEqualTo(1);
    assertThat(IndexSpec.parse("IVF16,PQ4").minimumTrainingSize()).isEqualTo(256);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "IVF4096,PQ48x8=IVF4096,PQ48",
        "IVF4096,PQ48np=IVF4096,PQ48",
        "IVF4096,PQ96x4fsr=IVF4096,PQ96x4fs",
        "IVF4096,RaBitQfs=IVF4096,RaBitQ",
        "LSH256r=LSH256",
        "PQ48,RFlat=PQ48,Refine(Flat)",
        "IDMap,Flat=Flat",
        "IDMap2,OPQ48,IVF16,PQ48x8,RFlat=OPQ48,IVF16,PQ48,Refine(Flat)",
        "' ivf 4096 , pq 48 x 8 , refine( sq8 ) '=IVF4096,PQ48,Refine(SQ8)",
        "RABITQ,REFINE(FLAT)=RaBitQ,Refine(Flat)",
        "IVF0016,PQ008=IVF16,PQ8"
      })
  void otherSpellingsAreReadAndTheCanonicalOneIsPrinted(String text, String canonical) {
    assertThat(IndexSpec.parse(text)).hasToString(canonical);
  }

  private static Stream<IndexSpec> everySpec() {
    List<IndexSpec> specs = new ArrayList<>();
    for (Code code : Code.values()) {
      for (int number : numbers(code)) {
        for (boolean fastScan : code == Code.PQ4 ? FALSE_TRUE : FALSE) {
          for (boolean rotated : code.bits() > 0 ? FALSE_TRUE : FALSE) {
            for (int cells : code == Code.LSH ? new int[] {0} : new int[] {0, 1, 4096, 1 << 20}) {
              for (Refinement refinement : Refinement.values()) {
                CodeSpec stored = new CodeSpec(code, number, fastScan);
                specs.add(new IndexSpec(rotated, cells, stored, refinement));
              }
            }
          }
        }
      }
    }
    return specs.stream();
  }

  private static int[] numbers(Code code) {
    return switch (code) {
      case PQ8, PQ4, LSH -> new int[] {1, 48, 4096};
      case FLAT, SQ8, RABITQ -> new int[] {0};
    };
  }

  @ParameterizedTest
  @MethodSource("everySpec")
  void whatIsPrintedReadsBackAsTheSame(IndexSpec spec) {
    assertThat(IndexSpec.parse(spec.toString())).isEqualTo(spec).hasSameHashCodeAs(spec);
    assertThat(IndexSpec.parse(spec.toString().toUpperCase(Locale.ROOT))).isEqualTo(spec);
    assertThat(IndexSpec.parse(" " + spec.toString().replace(",", " , ") + "\t")).isEqualTo(spec);
    assertThat(spec.hasCells()).isEqualTo(spec.toString().contains("IVF"));
    assertThat(spec.rotated()).isEqualTo(spec.toString().contains("OPQ"));
    assertThat(spec.refined()).isEqualTo(spec.toString().contains("Refine"));
  }

  @ParameterizedTest
  @CsvSource({
    "Flat, 0, 0",
    "'Flat,Refine(SQ8)', 0, 0",
    "SQ8, 384, 2",
    "'IVF16,PQ48,Refine(Flat)', 48, 12288",
    "'IVF16,PQ48,Refine(SQ8)', 48, 12384",
    "'OPQ48,IVF16,PQ48', 48, 30720",
    "PQ96x4fs, 48, 1536",
    "RaBitQ, 56, 384",
    "'RaBitQ,Refine(SQ8)', 56, 386",
    "LSH250, 32, 250"
  })
  void codesAndCodebooksHaveTheirSizes(String text, int codeSize, int rows) {
    IndexSpec spec = IndexSpec.parse(text);

    assertThat(spec.codeSize(384)).isEqualTo(codeSize);
    assertThat(spec.codebookRows(384)).isEqualTo(rows);
    assertThat(spec.codebookDimension(384))
        .isEqualTo(spec.subQuantizers() > 0 ? 384 / spec.subQuantizers() : 384);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "''# it is empty; allowed: [OPQ<m>,][IVF<cells>,]code[,Refine(Flat)|,Refine(SQ8)] with",
        "auto# part 'auto' needs the count and the dimension; SpecAdvisor chooses by them",
        "HNSW32# part 'HNSW32' is unknown; allowed: [OPQ<m>,][IVF<cells>,]code",
        "IVF4096_HNSW32,Flat# part 'IVF4096_HNSW32' is unknown; allowed: [OPQ<m>,]",
        "IVF16# part 'IVF16' is followed by no code; allowed after it: Flat, SQ8, PQ<m>, PQ<m>x4,",
        "IVF0,Flat# part 'IVF0' must have a number from 1 to 1048576",
        "IVF1048577,Flat# part 'IVF1048577' must have a number from 1 to 1048576",
        "IVF16,IVF16,Flat# part 'IVF16' is unknown; allowed: Flat, SQ8,",
        "IVF16,SQ4# part 'SQ4' is unknown; allowed: Flat, SQ8, PQ<m>, PQ<m>x4, PQ<m>x4fs, RaBitQ",
        "IVF16,PQ0# part 'PQ0' must have a number from 1 to 4096",
        "IVF16,PQ# part 'PQ' is unknown; allowed: Flat, SQ8, PQ<m>",
        "IVF16,PQ8x5# part 'PQ8x5' has 5 bits; allowed: 4, 8",
        "IVF16,PQ8x8fs# part 'PQ8x8fs' has 8 bits, fast scan needs 4; allowed: PQ<m>x4fs",
        "IVF16,# part '' is unknown; allowed: Flat",
        "IVF16,LSH256# part 'LSH256' stands without cells; allowed after IVF<cells>: Flat, SQ8,",
        "LSH0# part 'LSH0' must have a number from 1 to 4096",
        "LSH256t# part 'LSH256t' is unknown; allowed: [OPQ<m>,]",
        "OPQ48# part 'OPQ48' is followed by no code; allowed after it: [IVF<cells>,]PQ48, PQ48x4,",
        "OPQ48,IVF16,PQ96# part 'OPQ48' differs from the parts of PQ96; allowed: OPQ96",
        "OPQ48,IVF16,SQ8# part 'SQ8' cannot be rotated; allowed after OPQ48: PQ48, PQ48x4, PQ48x4fs",
        "OPQ48,Flat# part 'Flat' cannot be rotated; allowed after OPQ48: PQ48, PQ48x4, PQ48x4fs",
        "OPQ48_256,IVF16,PQ48# part 'OPQ48_256' is unknown; allowed: [OPQ<m>,]",
        "IVF16,OPQ48,PQ48# part 'OPQ48' is unknown; allowed: Flat, SQ8, PQ<m>",
        "IVF16,PQ8,Refine(PQ4)# part 'Refine(PQ4)' is unknown after the code; allowed: Refine(Flat), Refine(SQ8)",
        "IVF16,PQ8,Refine# part 'Refine' is unknown after the code; allowed: Refine(Flat), Refine(SQ8)",
        "Flat,Refine(Flat),x# part 'x' is one part too many; allowed: [OPQ<m>",
        "IVF99999999999,Flat# part 'IVF99999999999' is unknown; allowed: [OPQ<m>",
        "IDMap# part 'IDMap' is followed by nothing; allowed after it: [OPQ<m>"
      })
  void anErrorNamesThePartAndWhatIsAllowed(String text, String expected) {
    assertThatThrownBy(() -> IndexSpec.parse(text))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read index spec")
        .hasMessageContaining(expected)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void anyTextIsReadOrRefusedWithOneError() {
    SplittableRandom random = new SplittableRandom(1);
    String[] pieces = {
      "IVF",
      "PQ",
      "OPQ",
      "x4",
      "fs",
      ",",
      "Refine(",
      "Flat",
      ")",
      "SQ8",
      "LSH",
      "RaBitQ",
      "16",
      "4",
      "0",
      "-1",
      " ",
      "999999999",
      "ü",
      "%d",
      "(",
      "r"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(1, 9); j > 0; j--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        IndexSpec spec = IndexSpec.parse(text.toString());
        assertThat(IndexSpec.parse(spec.toString())).isEqualTo(spec);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("Cannot read index spec");
      }
    }
  }

  @Test
  void aDimensionThatCannotBeCutIsRefusedWithThoseThatCan() {
    assertThatThrownBy(() -> IndexSpec.parse("IVF16,PQ7").requireDimension(12))
        .hasMessage(
            "Cannot use index spec 'IVF16,PQ7': dimension 12 is not divisible by its 7 sub-quantizers;"
                + " use one of PQ1, PQ2, PQ3, PQ4, PQ6, PQ12");
  }

  @ParameterizedTest
  @CsvSource({
    "384, PQ96",
    "388, PQ97",
    "300, PQ75",
    "1000, PQ250",
    "389, SQ8",
    "371, PQ53",
    "34, SQ8",
    "33, PQ3",
    "4, PQ1",
    "3, SQ8"
  })
  void aSuggestionCodesNoMoreThanSixteenDimensionsByOneByte(int dimension, String code) {
    assertThat(IndexSpec.suggest(100_000, dimension))
        .hasToString("IVF1024," + code + ",Refine(Flat)");
  }

  @ParameterizedTest
  @CsvSource({"0,384", "999,384", "1000,384", "30000,384", "1000000,384", "5000000000,7"})
  void aSuggestionFitsTheDimensionAndTheCount(long entries, int dimension) {
    IndexSpec spec = IndexSpec.suggest(entries, dimension);

    spec.requireDimension(dimension);
    assertThat((long) spec.cells()).isLessThanOrEqualTo(Math.max(1, entries / 32));
    if (entries >= spec.minimumTrainingSize() || entries > 0) {
      assertThat((long) spec.minimumTrainingSize()).isLessThanOrEqualTo(Math.max(1, entries));
    }
  }
}

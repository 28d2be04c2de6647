package io.nearfield.index;

import io.nearfield.index.SpecCandidates.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Chooses a spec when the user says {@code auto}, from how many vectors there will be, how long
 * they are, how much memory there is and which recall is wanted, and says why.
 *
 * <p>Of the specs that fit the memory and can be expected to reach the recall it takes the fastest;
 * if none does both, the one that comes nearest to the recall, and says what would be needed. What
 * a spec reaches depends on the data: the numbers are a place to start measuring from.
 */
public final class SpecAdvisor {

  /** What users write for a spec that is to be chosen. */
  public static final String AUTO = "auto";

  private static final int EXACT_UNTIL = 5_000;
  private static final int FLAT_UNTIL = 20_000;
  private static final int MOST_CELLS = 65_536;
  private static final int LEAST_PER_CELL = 32;

  // The share of missed neighbours as -log10, and the probed cells over the root of all cells.
  private static final double[] MISSED = {0, 1, 1.3, 1.7, 2, 3};
  private static final double[] PROBED = {0.05, 0.19, 0.31, 0.75, 1.1, 3};
  private static final double[] COMPARED = {2, 5, 8, 14, 20, 50};

  private SpecAdvisor() {}

  /**
   * Chooses.
   *
   * @throws IllegalArgumentException when nothing fits the memory; the message says what the
   *     smallest takes
   */
  public static SpecAdvice advise(SpecRequest request) {
    List<String> reasons = new ArrayList<>();
    Candidate chosen = choose(request, reasons);
    IndexSpec spec = chosen.spec();
    long perVector = IndexMemory.perVector(spec, request.dimension(), request.metric());
    long memory = memory(spec, request);
    reasons.add(
        text(
            "A vector takes %,d bytes (id, code%s), all together %s%s.",
            perVector,
            spec.refined() || !spec.quantized() ? ", what it is refined by" : "",
            size(memory),
            request.memoryBytes() == SpecRequest.UNLIMITED
                ? ""
                : " of the " + size(request.memoryBytes()) + " there are"));
    int nprobe = nprobe(spec, request.recall());
    if (spec.hasCells()) {
      reasons.add(
          text(
              "Begin with nprobe %,d of %,d for recall %s, and measure.",
              nprobe, spec.cells(), number(request.recall())));
    }
    int rerank = rerank(spec, chosen, request);
    if (rerank > 0) {
      reasons.add(
          text(
              "Begin with a re-rank factor of %,d: of each ten answers wanted, %,d"
                  + " candidates are compared again.",
              rerank, 10 * rerank));
    }
    return new SpecAdvice(spec, nprobe, rerank, memory, reasons);
  }

  /** The spec that a user's text names; {@code auto} is chosen for the request. */
  public static IndexSpec resolve(String text, SpecRequest request) {
    return isAuto(text) ? advise(request).spec() : IndexSpec.parse(text);
  }

  /** Whether a user's text leaves the choice. */
  public static boolean isAuto(String text) {
    return text != null && text.strip().equalsIgnoreCase(AUTO);
  }

  private static Candidate choose(SpecRequest request, List<String> reasons) {
    long count = request.count();
    IndexSpec flat = IndexSpec.parse("Flat");
    if ((count < EXACT_UNTIL || request.recall() == 1) && fits(flat, request)) {
      String why =
          count < EXACT_UNTIL
              ? text("%,d vectors are compared one by one faster than routed to cells.", count)
              : "Recall 1 takes comparing every vector.";
      return chosen(flat, why, reasons);
    }
    int cells = cells(count);
    if (cells > 1) {
      reasons.add(
          text(
              "%,d vectors go to %,d cells, near 4 * sqrt(n) and no fewer than %d to a cell.",
              count, cells, LEAST_PER_CELL));
      IndexSpec lists = IndexSpec.parse("IVF" + cells + ",Flat");
      if (count < FLAT_UNTIL && fits(lists, request)) {
        return chosen(lists, "So few vectors fit uncompressed.", reasons);
      }
    }
    return coded(request, SpecCandidates.of(request.dimension(), request.metric(), cells), reasons);
  }

  private static Candidate chosen(IndexSpec spec, String why, List<String> reasons) {
    reasons.add(why);
    return new Candidate(spec, 1, 0, why);
  }

  private static Candidate coded(
      SpecRequest request, List<Candidate> candidates, List<String> reasons) {
    List<Candidate> trainable =
        candidates.stream().filter(c -> c.spec().minimumTrainingSize() <= request.count()).toList();
    List<Candidate> fitting = trainable.stream().filter(c -> fits(c.spec(), request)).toList();
    if (fitting.isEmpty()) {
      Candidate smallest =
          trainable.stream()
              .min(Comparator.comparingLong(c -> memory(c.spec(), request)))
              .orElseGet(() -> new Candidate(IndexSpec.parse("Flat"), 1, 0, ""));
      throw new IllegalArgumentException(
          text(
              "Cannot choose an index spec: %,d vectors of dimension %,d take at least %s (%s), got %s; allow more memory or give fewer vectors",
              request.count(),
              request.dimension(),
              size(memory(smallest.spec(), request)),
              smallest.spec(),
              size(request.memoryBytes())));
    }
    for (Candidate candidate : fitting) {
      if (candidate.ceiling() >= request.recall()) {
        passedOver(request, trainable, candidate, reasons);
        reasons.add(text("%s: %s.", candidate.spec(), candidate.why()));
        return candidate;
      }
    }
    Candidate best =
        fitting.stream().max(Comparator.comparingDouble(Candidate::ceiling)).orElseThrow();
    reasons.add(text("%s: %s.", best.spec(), best.why()));
    trainable.stream()
        .filter(c -> c.ceiling() >= request.recall())
        .min(Comparator.comparingLong(c -> memory(c.spec(), request)))
        .ifPresent(
            enough ->
                reasons.add(
                    text(
                        "Within this memory recall %s is not to be expected, rather %s; %s (%s) could reach it.",
                        number(request.recall()),
                        number(best.ceiling()),
                        size(memory(enough.spec(), request)),
                        enough.spec())));
    return best;
  }

  private static void passedOver(
      SpecRequest request, List<Candidate> trainable, Candidate chosen, List<String> reasons) {
    Candidate fastest = trainable.get(0);
    if (!fastest.equals(chosen)) {
      reasons.add(
          text(
              "%s would be faster and takes %s.",
              fastest.spec(), size(memory(fastest.spec(), request))));
    }
  }

  private static boolean fits(IndexSpec spec, SpecRequest request) {
    return memory(spec, request) <= request.memoryBytes();
  }

  private static long memory(IndexSpec spec, SpecRequest request) {
    return IndexMemory.of(spec, request.count(), request.dimension(), request.metric());
  }

  /** The power of two nearest to 4 * sqrt(n), and never so many that a cell has under 32. */
  private static int cells(long count) {
    double wanted = Math.min(4 * Math.sqrt(count), (double) count / LEAST_PER_CELL);
    long nearest = 1L << Math.round(Math.log(Math.max(1, wanted)) / Math.log(2));
    while (nearest > 1 && nearest * LEAST_PER_CELL > count) {
      nearest /= 2;
    }
    return (int) Math.min(MOST_CELLS, nearest);
  }

  private static int nprobe(IndexSpec spec, double recall) {
    double wanted = between(MISSED, PROBED, missed(recall)) * Math.sqrt(spec.cells());
    return (int) Math.max(1, Math.min(spec.cells(), Math.ceil(wanted)));
  }

  private static int rerank(IndexSpec spec, Candidate chosen, SpecRequest request) {
    if (!spec.quantized() || !spec.refined()) {
      return 0;
    }
    // Candidates for L1 are ranked by another distance.
    double share = chosen.candidates() * (request.metric() == Metric.L1 ? 2 : 1);
    return (int) Math.ceil(share * between(MISSED, COMPARED, missed(request.recall())));
  }

  private static double missed(double recall) {
    return recall >= 0.999 ? 3 : -Math.log10(1 - recall);
  }

  private static double between(double[] at, double[] value, double x) {
    int i = 1;
    while (i < at.length - 1 && x > at[i]) {
      i++;
    }
    double share = (x - at[i - 1]) / (at[i] - at[i - 1]);
    return value[i - 1] + share * (value[i] - value[i - 1]);
  }

  private static String size(long bytes) {
    return bytes >= 1_000_000_000
        ? text("%.2f GB", bytes / 1e9)
        : bytes >= 1_000_000 ? text("%.1f MB", bytes / 1e6) : text("%,d bytes", bytes);
  }

  private static String number(double value) {
    return text("%.3f", value).replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  private static String text(String form, Object... args) {
    return String.format(Locale.ROOT, form, args);
  }
}

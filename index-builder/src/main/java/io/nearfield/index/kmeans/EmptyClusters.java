package io.nearfield.index.kmeans;

/** Gives each empty cluster the farthest row of the largest. */
final class EmptyClusters {

  private EmptyClusters() {}

  /** Returns how many were filled: all, while a cluster is left that has different rows. */
  static int fill(Assignment assignment) {
    Members members = assignment.members();
    int clusters = members.clusters();
    int[] size = new int[clusters];
    for (int c = 0; c < clusters; c++) {
      size[c] = members.size(c);
    }
    boolean[] uniform = new boolean[clusters]; // all rows lie on the centroid: nothing to split
    int filled = 0;
    for (int empty = 0; empty < clusters; empty++) {
      while (members.size(empty) == 0 && size[empty] == 0) {
        int largest = largest(size, uniform);
        if (largest < 0) {
          return filled;
        }
        int row = farthest(assignment, members, largest);
        if (row < 0) {
          uniform[largest] = true;
          continue;
        }
        assignment.moveOnto(row, empty);
        size[largest]--;
        size[empty]++;
        filled++;
      }
    }
    return filled;
  }

  private static int largest(int[] size, boolean[] excluded) {
    int largest = -1;
    for (int c = 0; c < size.length; c++) {
      if (!excluded[c] && size[c] > 1 && (largest < 0 || size[c] > size[largest])) {
        largest = c;
      }
    }
    return largest;
  }

  private static int farthest(Assignment assignment, Members members, int of) {
    int farthest = -1;
    double most = 0;
    for (int i = 0; i < members.size(of); i++) {
      int row = members.row(of, i);
      if (assignment.clusters()[row] == of // not moved meanwhile
          && assignment.apart(row)
          && assignment.squaredDistance(row) > most) {
        most = assignment.squaredDistance(row);
        farthest = row;
      }
    }
    return farthest;
  }
}

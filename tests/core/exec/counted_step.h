// SPDX-License-Identifier: GPL-3.0-or-later
// What a compiled step asks of the heap.
#pragma once

#include "tests/core/exec/sequences.h"
#include "tests/support/allocations.h"

namespace pareto::test {

/// A step of sequences that all stand at one position.
struct CountedStep {
  StepInput input;
  std::vector<int32_t> tokens, count, position, slot;
  CountedStep(const StepShape& shape, int64_t vocab, int at, bool commit)
      : tokens(some_tokens(int64_t{shape.batch} * shape.tokens, vocab)),
        count(static_cast<size_t>(shape.batch), shape.tokens), position(count.size(), at), slot(count.size()) {
    std::iota(slot.begin(), slot.end(), 0);
    input.tokens = tokens;
    input.count = count;
    input.position = position;
    input.slot = slot;
    input.commit = commit;
  }
};

/// Operator new's calls, by this counter, while the program runs one step; -1 where it fails.
inline long allocations_of(Program& program, State& state, const CountedStep& step,
                           const std::atomic<long>& counter = allocations_made) {
  const long before = counter;
  const Status done = program.run(state, step.input);
  return done ? counter - before : -1;
}

} // namespace pareto::test

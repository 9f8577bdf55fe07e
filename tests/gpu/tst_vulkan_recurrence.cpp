// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix recurrences in every combination of decay and removal against the reference executor: around chunk boundaries,
// single tokens, batches of unequal lengths, prefill in pieces, several rounds of scratch, decays that end in zero.
#include "tests/gpu/graph_steps.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace pareto;

namespace {

using test::difference;
using test::kBatch;
using test::noise;

constexpr int kHeads = 4, kKeyHeads = 2;

struct Form {
  Decay decay = Decay::None;
  Removal removal = Removal::None;
  bool normalised = false;
  int64_t keys = 12, width = 20, writes = 1;
  bool read_before = false, along_key = false; ///< along_key: what a low rank reads is removed along k
};

/// One value of an input; `width` its last extent. Keys of about unit length, gates that now and then forget
/// everything.
float value_of(const std::string& name, int64_t at, int64_t width) {
  const float x = noise(name, at), unit = 1.7f / std::sqrt(static_cast<float>(width));
  if (name == "g")
    return x > 0.9f ? -60.0f : -0.2f * (x + 1);
  if (name == "beta")
    return 0.5f + 0.4f * x;
  if (name == "b")
    return -0.5f * unit * noise("a", at); // removes part of what a reads
  if (name == "k" || name == "a")
    return unit * x;
  return x;
}

Graph record(const Form& form, int tokens) {
  Graph g({kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  std::vector<Tensor> in(kMatrixInputs);
  const auto vectors = [&](const char* name, int64_t heads, int64_t width) {
    return g.input(name, {kBatch, tokens, heads, width});
  };
  const auto written = [&](const char* name, int64_t heads, int64_t width) {
    return g.input(name, {kBatch, tokens * form.writes, heads, width});
  };
  in[kMatrixQ] = vectors("q", kKeyHeads, form.keys);
  in[kMatrixK] = written("k", kKeyHeads, form.keys);
  in[kMatrixV] = written("v", kHeads, form.width);
  if (form.normalised) { // as behind a positive feature map
    in[kMatrixQ] = g.unary(in[kMatrixQ], UnaryFunction::Exp);
    in[kMatrixK] = g.unary(in[kMatrixK], UnaryFunction::Exp);
  }
  if (form.decay == Decay::Constant)
    in[kMatrixLogDecay] = g.literal({-0.01, -0.1, -1.0, -30.0}, {kHeads});
  if (form.decay == Decay::Scalar)
    in[kMatrixLogDecay] = g.input("g", {kBatch, tokens, kHeads});
  if (form.decay == Decay::Key)
    in[kMatrixLogDecay] = vectors("g", kKeyHeads, form.keys);
  if (form.decay == Decay::Value)
    in[kMatrixLogDecay] = vectors("g", kKeyHeads, form.width);
  if (form.removal == Removal::Delta)
    in[kMatrixBeta] = g.input("beta", {kBatch, tokens * form.writes, kHeads});
  if (form.removal == Removal::LowRank) {
    in[kMatrixA] = written("a", kHeads, form.keys);
    in[kMatrixB] = form.along_key ? Tensor{} : written("b", kHeads, form.keys);
  }
  MatrixRecurrenceSpec spec{form.decay, form.removal, form.normalised ? Normaliser::SumEps : Normaliser::None, 0.5f};
  spec.writes = form.writes;
  spec.read_before = form.read_before;
  g.mark_output("o", g.matrix_recurrence(in, spec));
  return g;
}

/// The same with decays of exactly 0 and 1 among the others, as single tokens meet them.
float hard_value_of(const std::string& name, int64_t at, int64_t width) {
  const float x = noise(name, at);
  return name == "g" && x > 0.8f ? -200.0f : name == "g" && x < -0.8f ? 0.0f : value_of(name, at, width);
}

/// Outputs of all steps, [step][B][T][H][V].
Result<std::vector<float>> outputs(Executor& executor, const Form& form, const std::vector<int>& steps,
                                   int shorter = 0) {
  return test::step_outputs(
      executor, [&](int tokens) { return record(form, tokens); }, value_of, steps, shorter);
}

/// The form of a data row, and the columns it stands in.
void add_form_columns() {
  QTest::addColumn<int>("decay");
  QTest::addColumn<int>("removal");
  QTest::addColumn<bool>("normalised");
  QTest::addColumn<int>("keys");
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("writes");
  QTest::addColumn<bool>("read_before");
  QTest::addColumn<bool>("along_key");
}
/// One row; what is not said is one write, read after it.
void add_form(const QString& name, Decay decay, Removal removal, bool normalised, int keys, int width, int writes = 1,
              bool read_before = false, bool along_key = false) {
  QTest::newRow(qPrintable(name)) << static_cast<int>(decay) << static_cast<int>(removal) << normalised << keys << width
                                  << writes << read_before << along_key;
}
/// What only some architectures ask for: several writes a token, reads of the old state, decays by column, what a low
/// rank reads removed along k.
void add_odd_forms(int keys, int width) {
  const QString size = QString(", %1 by %2").arg(keys).arg(width);
  add_form("by column" + size, Decay::Value, Removal::None, false, keys, width);
  add_form("scalar, delta, 3 writes" + size, Decay::Scalar, Removal::Delta, false, keys, width, 3);
  add_form("per key, low rank, 2 writes" + size, Decay::Key, Removal::LowRank, false, keys, width, 2);
  add_form("old state, per key" + size, Decay::Key, Removal::None, false, keys, width, 1, true);
  add_form("old state, scalar, delta, 3 writes" + size, Decay::Scalar, Removal::Delta, false, keys, width, 3, true);
  add_form("scalar, along k" + size, Decay::Scalar, Removal::LowRank, false, keys, width, 1, false, true);
  add_form("old state, per key, along k, 2 writes" + size, Decay::Key, Removal::LowRank, false, keys, width, 2, true,
           true);
}
Form form_of_row() {
  QFETCH(int, decay);
  QFETCH(int, removal);
  QFETCH(bool, normalised);
  QFETCH(int, keys);
  QFETCH(int, width);
  QFETCH(int, writes);
  QFETCH(bool, read_before);
  QFETCH(bool, along_key);
  return {static_cast<Decay>(decay),
          static_cast<Removal>(removal),
          normalised,
          keys,
          width,
          writes,
          read_before,
          along_key};
}

} // namespace

class VulkanRecurrence : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    VulkanOptions hardware;
    hardware.as_hardware = true;
    VulkanOptions rounds = hardware;
    rounds.chunk_bytes = 1;                              // a round for every chunk
    m_sides = test::Sides::open({{}, hardware, rounds}); // kRounds: the last
    QVERIFY(m_sides.reference);
  }
  void cleanupTestCase() { m_sides = {}; }

  void forms_data() {
    add_form_columns();
    const char* decays[] = {"no decay", "constant", "scalar", "per key"};
    const char* removals[] = {"no removal", "delta", "low rank"};
    for (int decay = 0; decay < 4; ++decay)
      for (int removal = 0; removal < 3; ++removal) {
        const bool uneven =
            decay == static_cast<int>(Decay::Key); // several blocks of columns, keys in no group of four
        add_form(QString("%1, %2").arg(decays[decay], removals[removal]), static_cast<Decay>(decay),
                 static_cast<Removal>(removal), false, uneven ? 37 : 12, uneven ? 70 : 20);
      }
    add_form("normalised", Decay::None, Removal::None, true, 12, 20);
    add_form("normalised, scalar", Decay::Scalar, Removal::None, true, 12, 20); // has no chunked form
    add_odd_forms(37, 70);
  }

  /// Around the chunk boundaries of both kernels (16 and 32 tokens) and where chunks begin to pay, with a carried
  /// state.
  void forms() {
    const Form form = form_of_row();
    const std::vector<std::vector<int>> plans{{1, 15, 16, 17, 1}, {33, 31}, {65, 47}};
    for (const auto& steps : plans) {
      const auto wanted = outputs(*m_sides.reference, form, steps, 3);
      for (auto& vulkan : m_sides.vulkan) {
        if (!vulkan.executor)
          QSKIP(vulkan.skip.c_str());
        const QString problem = difference(outputs(*vulkan.executor, form, steps, 3), wanted, 2e-5f);
        QVERIFY2(problem.isEmpty(), qPrintable(QString("%1 tokens first: %2").arg(steps.front()).arg(problem)));
        test::check_messages(*vulkan.executor);
      }
    }
  }

  void singleTokens_data() {
    add_form_columns();
    const char* decays[] = {"no decay", "constant", "scalar", "per key"};
    const char* removals[] = {"no removal", "delta", "low rank"};
    const std::vector<std::pair<int, int>> sizes{
        {12, 20}, {64, 72}, {4, 4}, {10, 20}, {12, 18}}; // the last two in no groups of four
    for (int decay = 0; decay < 4; ++decay)
      for (int removal = 0; removal < 3; ++removal)
        for (const auto& [keys, width] : sizes)
          add_form(QString("%1, %2, %3 by %4").arg(decays[decay], removals[removal]).arg(keys).arg(width),
                   static_cast<Decay>(decay), static_cast<Removal>(removal), false, keys, width);
    for (const auto& [keys, width] : sizes) {
      add_form(QString("normalised, %1 by %2").arg(keys).arg(width), Decay::None, Removal::None, true, keys, width);
      add_form(QString("normalised, scalar, %1 by %2").arg(keys).arg(width), Decay::Scalar, Removal::None, true, keys,
               width);
    }
    add_odd_forms(12, 20);
    add_odd_forms(10, 18);
  }

  /// Decode: swapped slots, a carried state, decays of exactly 0 and 1, and steps that leave the state as it was.
  void singleTokens() {
    const Form form = form_of_row();
    const auto run = [&](Executor& executor) {
      return test::step_outputs(
          executor, [&](int tokens) { return record(form, tokens); }, hard_value_of, {1, 1, 1, 1, 1, 1}, 0, {}, 1);
    };
    const auto want = run(*m_sides.reference);
    for (size_t side = 0; side < kRounds; ++side) { // single tokens have no chunks, so no rounds of them
      auto& vulkan = m_sides.vulkan[side];
      if (!vulkan.executor)
        QSKIP(vulkan.skip.c_str());
      const QString problem = difference(run(*vulkan.executor), want, 1e-5f);
      QVERIFY2(problem.isEmpty(), qPrintable(problem));
      test::check_messages(*vulkan.executor);
    }
  }

  void pieces_equalTheWhole_data() {
    add_form_columns();
    add_form("normalised", Decay::None, Removal::None, true, 12, 20);
    add_form("scalar, delta", Decay::Scalar, Removal::Delta, false, 12, 20);
    add_form("scalar, delta, 3 writes", Decay::Scalar, Removal::Delta, false, 12, 20, 3);
    add_form("per key, low rank", Decay::Key, Removal::LowRank, false, 37, 70);
  }
  void pieces_equalTheWhole() {
    const Form form = form_of_row();
    for (auto& vulkan : m_sides.vulkan) {
      if (!vulkan.executor)
        QSKIP(vulkan.skip.c_str());
      const auto whole = outputs(*vulkan.executor, form, {50});
      QVERIFY2(whole.has_value(), whole ? "" : whole.error().message.c_str());
      const auto rows = static_cast<int64_t>(whole->size()) / (kBatch * 50); // of one token
      for (const std::vector<int>& steps : {std::vector<int>{17, 33}, std::vector<int>{32, 16, 1, 1}}) {
        const auto parts = outputs(*vulkan.executor, form, steps);
        QVERIFY2(parts.has_value(), parts ? "" : parts.error().message.c_str());
        std::vector<float> joined(whole->size()); // [B][T] again
        auto from = parts->begin();
        int64_t done = 0;
        for (int tokens : steps) {
          for (int64_t b = 0; b < kBatch; ++b, from += tokens * rows)
            std::copy_n(from, tokens * rows, joined.begin() + (b * 50 + done) * rows);
          done += tokens;
        }
        const QString problem = difference(joined, whole, 2e-5f);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
      }
    }
  }

private:
  static constexpr size_t kRounds = 2;
  test::Sides m_sides;
};

PARETO_TEST(VulkanRecurrence)
#include "tst_vulkan_recurrence.moc"

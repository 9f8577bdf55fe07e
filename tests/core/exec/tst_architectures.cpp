// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/nature.h"
#include "tests/core/exec/architectures_support.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"

#include <map>
#include <tuple>

using namespace pareto;
using test::depth;
using test::judged_by;
using test::kSeed;
using test::kTolerance;
using test::logits_of;
using test::opened;
using test::some_tokens;
using test::Steps;

namespace {

constexpr double kHalfCache = 5e-3; ///< a key that rounds the other way moves a logit by about 2^-11
constexpr double kRounding = 2e-2;  ///< float16 weights against float32 ones
constexpr int64_t kPrompt = 150;    ///< odd chunks and tiles, and twice around the probe window of 64

constexpr size_t kMostChoices = 4; ///< of a stack whose weights' rounding is bounded
constexpr size_t kDeepest = 16;    ///< layers, of stacks whose weights' rounding is bounded

/// One catalogue architecture at probe size on the executor of a row.
struct Pair {
  ModelSpec spec;
  LoadOptions options;
  std::string id;
  std::unique_ptr<Executor> fast;
  std::unique_ptr<LoadedModel> model;
};

/// What the float64 reference says to `some_tokens(count)`, read in these steps; computed once for all rows.
Result<std::vector<float>> oracle(const Pair& pair, int64_t count, const Steps& steps) {
  static std::map<std::tuple<std::string, Precision, Format, int64_t, Steps>, std::vector<float>> known;
  auto& logits = known[{pair.id, pair.options.weights, pair.options.cache, count, steps}];
  if (logits.empty()) {
    const auto executor = make_reference_executor();
    PARETO_TRY_ASSIGN(model, LoadedModel::load(*executor, opened(pair.spec, "probe"), pair.options, kSeed));
    PARETO_TRY_ASSIGN(fresh, logits_of(*model, some_tokens(count, pair.spec.vocab), steps));
    logits = std::move(fresh);
  }
  return logits;
}

Status load(Pair& pair, const QString& id, const QString& set, LoadOptions options = {}, int threads = 1) {
  PARETO_TRY_ASSIGN(spec, built_in_model(id.toStdString(), "probe"));
  pair.spec = std::move(spec);
  pair.options = options;
  pair.id = id.toStdString();
  pair.fast = test::executor_named(set, threads);
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*pair.fast, opened(pair.spec, "probe"), options, kSeed));
  pair.model = std::move(model);
  return {};
}

double share_off(const Pair& pair, std::span<const float> got, std::span<const float> wanted, double tolerance) {
  return test::share_off(pair.spec, got, wanted, tolerance);
}
size_t choices(const Pair& pair) { return test::choices(Model(pair.spec)); }
double may_be_off(const Pair& pair) { return choices(pair) > 0 ? 0.3 : 0; }

/// Rows: every architecture on both instruction sets.
void add_rows(const QStringList& sets = {"baseline", "avx2"}) {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("set");
  for (const Architecture& architecture : architectures())
    for (const QString& set : sets)
      QTest::addRow("%s on %s", architecture.id.c_str(), qPrintable(set))
          << QString::fromStdString(architecture.id) << set;
}

/// Whether a row is run: on the instruction set of this machine all, on the plainer one (whose kernels are the same
/// code, and which every test against the reference takes) one architecture of each family, or all under --deep.
class RowsOfThisMachine {
public:
  bool operator()(const Architecture& a, const char* set) {
    const bool own = cpu_info().avx2 ? QLatin1String(set) == "avx2" : true;
    return own || m_chosen(a);
  }

private:
  test::OneOfEachFamily m_chosen;
};

void add_rows_of_this_machine() {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("set");
  RowsOfThisMachine runs;
  for (const Architecture& architecture : architectures())
    for (const char* set : {"baseline", "avx2"})
      if (runs(architecture, set))
        QTest::addRow("%s on %s", architecture.id.c_str(), set) << QString::fromStdString(architecture.id) << set;
}

} // namespace

#define LOAD_PAIR(...)                                                                                                 \
  QFETCH(QString, id);                                                                                                 \
  QFETCH(QString, set);                                                                                                \
  if (set == "avx2" && !cpu_info().avx2)                                                                               \
    QSKIP("this processor has no AVX2");                                                                               \
  Pair pair;                                                                                                           \
  REQUIRE(load(pair, id, set __VA_OPT__(, ) __VA_ARGS__))

/// Every catalogue architecture on the CPU executor against the float64 reference.
class ArchitecturesTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void reference_data() { add_rows(); }

  /// T = 1, odd lengths, step by step, and state carried over uneven splits: all the same numbers.
  void reference() {
    LOAD_PAIR();
    const auto tokens = some_tokens(kPrompt, pair.spec.vocab);
    const std::vector<Steps> splits{{static_cast<int>(kPrompt)}, {1}, {37}, {1, 64, 15, 70}, {17, 16, 2, 65, 50}};
    for (const auto& steps : splits) {
      const auto wanted = oracle(pair, kPrompt, judged_by(pair.spec, steps, kPrompt));
      REQUIRE(wanted);
      const auto got = logits_of(*pair.model, tokens, steps);
      REQUIRE(got);
      COMPARE_LOGITS(*got, *wanted, kTolerance * depth(pair.spec));
    }
  }

  void reference_itself_data() { add_rows({"baseline"}); }

  /// The oracle is not its own judge: read whole and read token by token it says the same, far below float32. Where the
  /// catalogue says that a token sees its block, whole blocks are the same and tokens are not; where it sees the whole
  /// text, blocks are not either.
  void reference_itself() {
    LOAD_PAIR();
    const Denoising how = nature_of(*find_architecture(pair.id)).how;
    const auto whole = oracle(pair, 37, {37}), steps = oracle(pair, 37, {1});
    REQUIRE(whole);
    REQUIRE(steps);
    if (!how.denoises()) {
      COMPARE_LOGITS(*steps, *whole, 1e-6);
      return;
    }
    QVERIFY(test::relative_error(*steps, *whole) > 1e-3);
    const auto blocks = oracle(pair, 37, {static_cast<int>(std::min<int64_t>(how.block, 16))});
    REQUIRE(blocks);
    QCOMPARE(test::relative_error(*blocks, *whole) <= 1e-6, how.sight == Sight::Block);
  }

  void batch_data() { add_rows_of_this_machine(); }

  /// Three sequences together are three single ones, in prefill and in decode.
  void batch() {
    LOAD_PAIR({}, 2);
    const auto vocab = static_cast<size_t>(pair.spec.vocab);
    std::vector<std::vector<int32_t>> prompts;
    std::vector<int32_t> together, next;
    for (uint32_t b = 0; b < 3; ++b) {
      prompts.push_back(some_tokens(38, pair.spec.vocab, b + 11));
      together.insert(together.end(), prompts[b].begin(), prompts[b].begin() + 37);
      next.push_back(prompts[b].back());
    }
    const auto state = pair.model->new_state(3, 38, 37);
    REQUIRE(state);
    SequenceBatch sequences(*pair.model, **state, 3);
    auto program = sequences.step(together, LogitRows::All);
    REQUIRE(program);
    const auto prefill = std::vector<float>((*program)->output("logits").begin(), (*program)->output("logits").end());
    program = sequences.step(next, LogitRows::Last);
    REQUIRE(program);
    const auto decode = (*program)->output("logits");
    for (size_t b = 0; b < 3; ++b) {
      const auto single = logits_of(*pair.model, prompts[b], {37, 1});
      REQUIRE(single);
      const std::span<const float> alone(*single);
      COMPARE_LOGITS(std::span(prefill).subspan(b * 37 * vocab, 37 * vocab), alone.first(37 * vocab), kTolerance);
      COMPARE_LOGITS(decode.subspan(b * vocab, vocab), alone.subspan(37 * vocab), kTolerance);
      const auto best = std::max_element(decode.begin() + static_cast<std::ptrdiff_t>(b * vocab),
                                         decode.begin() + static_cast<std::ptrdiff_t>((b + 1) * vocab));
      QCOMPARE((*program)->output_i32("next_token")[b],
               static_cast<int32_t>(best - decode.begin() - static_cast<std::ptrdiff_t>(b * vocab)));
    }
  }

  void ragged_data() { add_rows_of_this_machine(); }

  /// Sequences of unequal length in one step, in any slots, the padding full of nonsense.
  void ragged() {
    LOAD_PAIR();
    constexpr int kTokens = 37;
    const std::vector<int32_t> counts{5, 37, 20}, places{2, 0, 3}, zeros{0, 0, 0};
    std::vector<int32_t> padded(3 * kTokens, INT32_MAX), one(3, 3), positions(counts);
    std::vector<std::vector<int32_t>> prompts;
    for (uint32_t b = 0; b < 3; ++b) {
      prompts.push_back(some_tokens(counts[b], pair.spec.vocab, b + 5));
      std::copy(prompts[b].begin(), prompts[b].end(), padded.begin() + b * kTokens);
      prompts[b].push_back(3);
    }
    const auto state = pair.model->new_state(4, 38, kTokens);
    REQUIRE(state);
    StepInput input;
    input.tokens = padded;
    input.count = counts;
    input.position = zeros;
    input.slot = places;
    auto prefill = pair.model->program({3, kTokens, Phase::Prefill}, LogitRows::Last);
    REQUIRE(prefill);
    REQUIRE((*prefill)->run(**state, input));
    input.tokens = one;
    const std::vector<int32_t> ones{1, 1, 1};
    input.count = ones;
    input.position = positions;
    auto decode = pair.model->program({3, 1, Phase::Decode}, LogitRows::Last);
    REQUIRE(decode);
    REQUIRE((*decode)->run(**state, input));
    const auto vocab = static_cast<size_t>(pair.spec.vocab);
    for (size_t b = 0; b < 3; ++b) {
      const auto single = logits_of(*pair.model, prompts[b], {static_cast<int>(counts[b]), 1});
      REQUIRE(single);
      const std::span<const float> alone(*single);
      COMPARE_LOGITS((*prefill)->output("logits").subspan(b * vocab, vocab),
                     alone.subspan(alone.size() - 2 * vocab, vocab), kTolerance);
      COMPARE_LOGITS((*decode)->output("logits").subspan(b * vocab, vocab), alone.subspan(alone.size() - vocab),
                     kTolerance);
    }
  }

  void snapshots_data() { add_rows({"reference", "avx2"}); }

  /// A step from a restored state repeats bit for bit; a step that does not commit leaves no trace.
  void snapshots() {
    LOAD_PAIR();
    const auto tokens = some_tokens(100, pair.spec.vocab);
    const auto state = pair.model->new_state(1, 100, 70);
    REQUIRE(state);
    SequenceBatch sequence(*pair.model, **state, 1);
    const auto read = [&](size_t begin, size_t count) -> Result<std::vector<float>> {
      PARETO_TRY_ASSIGN(program, sequence.step(std::span(tokens).subspan(begin, count), LogitRows::All));
      return std::vector<float>(program->output("logits").begin(), program->output("logits").end());
    };
    REQUIRE(read(0, 70));
    const auto saved = (*state)->snapshot();
    QVERIFY(saved);
    const auto first = read(70, 30);
    REQUIRE(first);
    REQUIRE((*state)->restore(*saved));
    sequence.set_position(70);
    const auto again = read(70, 30);
    REQUIRE(again);
    QVERIFY(*first == *again);

    REQUIRE((*state)->restore(*saved));
    const std::vector<int32_t> count{30}, position{70}, slot{0};
    StepInput glance;
    glance.tokens = std::span(tokens).subspan(10, 30); // other tokens than those that follow
    glance.count = count;
    glance.position = position;
    glance.slot = slot;
    glance.commit = false;
    auto program = pair.model->program({1, 30, Phase::Prefill}, LogitRows::All);
    REQUIRE(program);
    REQUIRE((*program)->run(**state, glance));
    sequence.set_position(70);
    const auto after = read(70, 30);
    REQUIRE(after);
    QVERIFY(*first == *after);
    (*state)->reset();
    sequence.set_position(0);
    const auto fresh = read(0, 30), wanted = logits_of(*pair.model, std::span(tokens).first(30), {30});
    REQUIRE(fresh);
    REQUIRE(wanted);
    QVERIFY(*fresh == *wanted);
  }

  void narrow_weights_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("set");
    QTest::addColumn<int>("precision");
    for (const Precision precision : {Precision::F16, Precision::BF16}) {
      RowsOfThisMachine runs;
      for (const Architecture& architecture : architectures())
        for (const char* set : {"baseline", "avx2"})
          if (runs(architecture, set))
            QTest::addRow("%s %s on %s", architecture.id.c_str(), to_string(precision), set)
                << QString::fromStdString(architecture.id) << set << static_cast<int>(precision);
    }
  }

  /// 16-bit weights: the arithmetic stays float32, so the rounded weights in float64 say the same.
  void narrow_weights() {
    QFETCH(int, precision);
    const auto narrow = static_cast<Precision>(precision);
    LOAD_PAIR({narrow, Format::F32});
    const auto tokens = some_tokens(70, pair.spec.vocab);
    for (const int steps : {70, 1}) {
      const auto wanted = oracle(pair, 70, judged_by(pair.spec, {steps}, 70));
      REQUIRE(wanted);
      const auto got = logits_of(*pair.model, tokens, {steps});
      REQUIRE(got);
      COMPARE_LOGITS(*got, *wanted, kTolerance * depth(pair.spec));
    }
    Pair cached;
    REQUIRE(load(cached, id, set, {narrow, narrow == Precision::F16 ? Format::F16 : Format::BF16}));
    const auto wanted_cached = oracle(cached, 70, judged_by(cached.spec, {50, 1}, 70)),
               got_cached = logits_of(*cached.model, tokens, {50, 1});
    REQUIRE(wanted_cached);
    REQUIRE(got_cached);
    const double cache = narrow == Precision::F16 ? kHalfCache : 8 * kHalfCache;
    QVERIFY(share_off(cached, *got_cached, *wanted_cached, cache) <= may_be_off(cached));
    Pair full;
    REQUIRE(load(full, id, set));
    const auto unrounded = logits_of(*full.model, tokens, {50, 1});
    REQUIRE(unrounded);
    QVERIFY(*got_cached != *unrounded); // the weights were rounded
    // Through 25 narrow random layers, or many choices, it grows beyond any bound that says much.
    if (full.spec.blocks.size() <= kDeepest && choices(full) < kMostChoices)
      QVERIFY(share_off(full, *got_cached, *unrounded,
                        kRounding * depth(full.spec) * (narrow == Precision::F16 ? 1 : 8)) <= may_be_off(full));
  }

  void long_texts_stay_finite_data() { add_rows({cpu_info().avx2 ? "avx2" : "baseline"}); }

  void long_texts_stay_finite() {
    LOAD_PAIR();
    const auto logits = test::after_long_text(*pair.model);
    REQUIRE(logits);
    QVERIFY(test::is_alive(*logits));
  }

  void R9_repeats_100_times_bit_for_bit_data() { add_rows_of_this_machine(); }

  /// Same seed, same thread count: the same bits, however the threads interleave; another count: the same numbers.
  void R9_repeats_100_times_bit_for_bit() {
    QFETCH(QString, id);
    QFETCH(QString, set);
    if (set == "avx2" && !cpu_info().avx2)
      QSKIP("this processor has no AVX2");
    const int repeats = test::deep(4, 100),
              most = test::deep(2, 4); // threads that wait for each other are slow on a busy machine
    std::vector<float> alone;
    for (int threads = 1; threads <= most; ++threads) {
      Pair pair;
      REQUIRE(load(pair, id, set, {}, threads));
      const auto tokens = some_tokens(90, pair.spec.vocab);
      const auto first = logits_of(*pair.model, tokens, {70, 1});
      REQUIRE(first);
      if (threads == 1)
        alone = *first;
      COMPARE_LOGITS(*first, alone, kTolerance);
      for (int repeat = threads; repeat < repeats; repeat += most) { // as many with each count
        const auto again = logits_of(*pair.model, tokens, {70, 1});
        REQUIRE(again);
        QVERIFY2(*first == *again, qPrintable(QString("repeat %1 with %2 threads").arg(repeat).arg(threads)));
      }
    }
  }
};

PARETO_TEST(ArchitecturesTest)
#include "tst_architectures.moc"

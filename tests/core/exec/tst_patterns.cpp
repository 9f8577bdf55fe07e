// SPDX-License-Identifier: GPL-3.0-or-later
// Attention over fixed patterns and over caches of fixed size against dense attention with the weights that the papers
// define, written out here token by token.
#include "core/formats/tensor_source.h"
#include "core/graph/cost.h"
#include "core/graph/storage.h"
#include "core/model/architectures/sparse_attention.h"
#include "tests/core/exec/executors.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <set>

using namespace pareto;

namespace {

constexpr int kPatternTokens = 75;
constexpr int64_t kPatternHeads = 4, kKeyHeads = 2, kPatternKeys = 6, kPatternValues = 5;
constexpr float kScale = 0.7f;

struct SparsePattern {
  std::function<Tensor(Graph&, const sparse::Heads&)> record;
  std::function<double(int64_t key_head, int64_t t, int64_t s)> times; ///< how often t sees s <= t
};

/// BigBird's own words: the blocks of a query block's past by their scores, the best ones.
double among_random(const sparse::RandomBlocks& r, int64_t head, int64_t t, int64_t s) {
  const int64_t own = t / r.block, c = s / r.block;
  if (c < r.first || c > own - r.local)
    return 1;
  const auto score = [&](int64_t block) {
    return random_score(r.seed, static_cast<uint32_t>(head), static_cast<uint32_t>(own), static_cast<uint32_t>(block));
  };
  int64_t better = 0;
  for (int64_t other = r.first; other <= own - r.local; ++other)
    better += score(other) > score(c) || (score(other) == score(c) && other < c);
  return better < r.random ? 1 : 0;
}

double in_segments(int64_t segment, int64_t levels, int64_t head, int64_t t, int64_t s) {
  double times = 0;
  for (int64_t level = 0, rate = 1; level < levels; ++level, rate *= 2)
    times += s / (segment * rate) == t / (segment * rate) && t % rate == head % rate && s % rate == head % rate;
  return times;
}

const std::map<std::string, SparsePattern>& patterns() {
  const AttentionSpec spec{.scale = kScale};
  const sparse::RandomBlocks blocks{5, 1, 2, 3, 11}, long_blocks{33, 0, 1, 1, 4};
  const auto window = [spec](int64_t length, int64_t dilation, int64_t pinned) {
    return SparsePattern{[=](Graph& g, const sparse::Heads& heads) {
                           return sparse::dilated_window(g, heads, spec, length, dilation, pinned);
                         },
                         [=](int64_t, int64_t t, int64_t s) {
                           return s < pinned || ((t - s) % dilation == 0 && (t - s) / dilation < length) ? 1 : 0;
                         }};
  };
  const auto random = [spec](const sparse::RandomBlocks& r) {
    return SparsePattern{[=](Graph& g, const sparse::Heads& heads) { return sparse::random_blocks(g, heads, spec, r); },
                         [=](int64_t head, int64_t t, int64_t s) { return among_random(r, head, t, s); }};
  };
  const auto segments = [spec](int64_t segment, int64_t levels) {
    return SparsePattern{
        [=](Graph& g, const sparse::Heads& heads) { return sparse::dilated_segments(g, heads, spec, segment, levels); },
        [=](int64_t head, int64_t t, int64_t s) { return in_segments(segment, levels, head, t, s); }};
  };
  static const std::map<std::string, SparsePattern> all{
      {"window with gaps", window(5, 3, 2)},       {"window with gaps, nothing pinned", window(4, 7, 0)},
      {"window without gaps", window(9, 1, 4)},    {"random blocks", random(blocks)},
      {"long random blocks", random(long_blocks)}, {"segments", segments(4, 3)},
      {"segments of one token", segments(1, 5)},   {"one level", segments(8, 1)}};
  return all;
}

float noise(uint32_t seed, int64_t at) {
  uint32_t x = seed * 747796405u + static_cast<uint32_t>(at) * 2891336453u;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x ^= x >> 15;
  return static_cast<float>(x >> 8) * 0x1p-23f - 1;
}

/// Of token t of input `which`: [heads, width].
std::vector<float> row(uint32_t which, int64_t t, int64_t elements) {
  std::vector<float> values;
  for (int64_t i = 0; i < elements; ++i)
    values.push_back(1.5f * noise(which, t * elements + i));
  return values;
}

using Record = std::function<Tensor(Graph&, const sparse::Heads&)>;

/// What is read in steps of these lengths.
Result<std::vector<float>> read_in_steps(Executor& executor, const Record& record, const std::vector<int>& steps) {
  struct None : TensorSource {
    Format stored(const WeightDecl&) const override { return Format::F32; }
    Status read_rows(const WeightDecl& weight, int64_t, int64_t, std::span<float>) override {
      return fail(ErrorCode::NotFound, weight.name);
    }
  } none;
  const std::map<std::string, std::pair<int64_t, int64_t>> inputs{
      {"q", {kPatternHeads, kPatternKeys}}, {"k", {kKeyHeads, kPatternKeys}}, {"v", {kKeyHeads, kPatternValues}}};
  const auto graph_of = [&](int tokens) {
    Graph g({1, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
    std::map<std::string, Tensor> in;
    for (const auto& [name, shape] : inputs)
      in[name] = g.input(name, {1, tokens, shape.first, shape.second});
    g.mark_output("o", record(g, {in["q"], in["k"], in["v"], {}}));
    return g;
  };
  PARETO_TRY_ASSIGN(weights, executor.load(graph_of(1), none, {}));
  PARETO_TRY_ASSIGN(
      state, executor.new_state(graph_of(1), {}, 1, kPatternTokens, *std::max_element(steps.begin(), steps.end())));
  std::vector<float> all;
  for (int32_t position = 0, which = 0; position < kPatternTokens; ++which) {
    const int tokens = std::min(steps[static_cast<size_t>(which) % steps.size()], kPatternTokens - position);
    const Graph graph = graph_of(tokens);
    PARETO_TRY_ASSIGN(program, executor.compile(graph, *weights));
    for (const NamedTensor& input : graph.inputs()) {
      std::vector<float> values;
      const int64_t each = input.tensor.shape.elements() / tokens;
      for (int64_t t = 0; t < tokens; ++t) {
        const auto one = row(static_cast<uint32_t>(input.name[0]), position + t, each);
        values.insert(values.end(), one.begin(), one.end());
      }
      PARETO_TRY(program->set_input(input.name, values));
    }
    const std::array<int32_t, 1> count{tokens}, at{position}, slot{0};
    StepInput step;
    step.count = count;
    step.position = at;
    step.slot = slot;
    PARETO_TRY(program->run(*state, step));
    const auto o = program->output("o");
    all.insert(all.end(), o.begin(), o.end());
    position += tokens;
  }
  return all;
}

/// e^{scale q.k} of query head h at t with the key of s.
double likeness(int64_t h, int64_t t, int64_t s) {
  const auto q = row('q', t, kPatternHeads * kPatternKeys), k = row('k', s, kKeyHeads * kPatternKeys);
  double dot = 0;
  for (int64_t i = 0; i < kPatternKeys; ++i)
    dot += static_cast<double>(q[static_cast<size_t>(h * kPatternKeys + i)]) *
           static_cast<double>(k[static_cast<size_t>(h / (kPatternHeads / kKeyHeads) * kPatternKeys + i)]);
  return std::exp(static_cast<double>(kScale) * dot);
}

/// What head h reads of the tokens that `weights` has, each with its weight.
void read_dense(std::vector<float>& out, int64_t h, const std::map<int64_t, double>& weights) {
  double sum = 0;
  std::vector<double> read(kPatternValues);
  for (const auto& [s, weight] : weights) {
    const auto v = row('v', s, kKeyHeads * kPatternValues);
    for (int64_t i = 0; i < kPatternValues; ++i)
      read[static_cast<size_t>(i)] +=
          weight * static_cast<double>(v[static_cast<size_t>(h / (kPatternHeads / kKeyHeads) * kPatternValues + i)]);
    sum += weight;
  }
  for (const double each : read)
    out.push_back(static_cast<float>(sum == 0 ? 0 : each / sum));
}

std::vector<float> by_definition(const SparsePattern& pattern) {
  std::vector<float> all;
  for (int64_t t = 0; t < kPatternTokens; ++t)
    for (int64_t h = 0; h < kPatternHeads; ++h) {
      std::map<int64_t, double> weights;
      for (int64_t s = 0; s <= t; ++s)
        if (const double times = pattern.times(h / (kPatternHeads / kKeyHeads), t, s); times > 0)
          weights[s] = times * likeness(h, t, s);
      read_dense(all, h, weights);
    }
  return all;
}

/// H2O, arXiv 2306.14048, algorithm 1: behind every token the one with the least sum of attention goes, of those that
/// are not among the last ones. Sums are of all query heads that read a key head.
std::vector<float> by_heavy_hitters(int64_t budget, int64_t recent) {
  std::vector<float> all;
  std::array<std::map<int64_t, double>, kKeyHeads> sums; // of what is kept
  for (int64_t t = 0; t < kPatternTokens; ++t)
    for (int64_t key_head = 0; key_head < kKeyHeads; ++key_head) {
      auto& kept = sums[static_cast<size_t>(key_head)];
      kept[t] = 0;
      if (static_cast<int64_t>(kept.size()) > budget) {
        auto least = kept.end();
        for (auto each = kept.begin(); each != kept.end() && each->first <= t - recent; ++each)
          if (least == kept.end() || each->second < least->second)
            least = each;
        kept.erase(least);
      }
      const auto before = kept;
      for (int64_t h = key_head * 2; h < key_head * 2 + 2; ++h) {
        std::map<int64_t, double> weights;
        double total = 0;
        for (const auto& each : before)
          total += weights[each.first] = likeness(h, t, each.first);
        for (const auto& [s, weight] : weights)
          kept[s] += weight / total;
        read_dense(all, h, weights);
      }
    }
  return all;
}

/// TOVA, arXiv 2401.06104, section 4: behind every token the one that its query gave the least goes, the token itself
/// included, of each key head by itself or of all by what all gave. The token behind sees what is left, and itself.
std::vector<float> by_the_last_query(int64_t budget, bool together) {
  std::array<std::set<int64_t>, kKeyHeads> left;
  std::vector<float> all;
  for (int64_t t = 0; t < kPatternTokens; ++t) {
    std::array<std::map<int64_t, double>, kKeyHeads> given;
    for (int64_t h = 0; h < kPatternHeads; ++h) {
      const auto key_head = static_cast<size_t>(h / (kPatternHeads / kKeyHeads));
      left[key_head].insert(t);
      std::map<int64_t, double> weights;
      double total = 0;
      for (const int64_t s : left[key_head])
        total += weights[s] = likeness(h, t, s);
      for (size_t of = 0; of < kKeyHeads; ++of)
        for (const auto& [s, weight] : weights)
          if (together || of == key_head)
            given[of][s] += weight / total;
      read_dense(all, h, weights);
    }
    for (size_t key_head = 0; key_head < kKeyHeads; ++key_head)
      if (static_cast<int64_t>(left[key_head].size()) >= budget)
        left[key_head].erase(
            std::min_element(given[key_head].begin(), given[key_head].end(), [](const auto& x, const auto& y) {
              return x.second < y.second;
            })->first);
  }
  return all;
}

} // namespace

class PatternsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void dense_attention_with_the_mask_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<QString>("pattern");
    for (const char* executor : test::kExecutors)
      for (const auto& each : patterns())
        QTest::addRow("%s on %s", each.first.c_str(), executor) << executor << QString::fromStdString(each.first);
  }

  void dense_attention_with_the_mask() {
    QFETCH(QString, executor_name);
    QFETCH(QString, pattern);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const SparsePattern& each = patterns().at(pattern.toStdString());
    const std::vector<float> wanted = by_definition(each);
    for (const auto& steps : std::vector<std::vector<int>>{{kPatternTokens}, {1}, {33, 1, 2, 9}}) {
      const auto got = read_in_steps(*executor, each.record, steps);
      REQUIRE(got);
      COMPARE_LOGITS(*got, wanted, 1e-5);
    }
  }

  void heavy_hitters_are_kept_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<int>("budget");
    QTest::addColumn<int>("recent");
    for (const char* executor : test::kExecutors)
      for (const auto& [budget, recent] : {std::pair{8, 4}, {8, 8}, {21, 3}, {2, 1}, {80, 40}})
        QTest::addRow("%d, %d recent on %s", budget, recent, executor) << executor << budget << recent;
  }

  /// A prompt is read as it would be token by token: any steps give the same.
  void heavy_hitters_are_kept() {
    QFETCH(QString, executor_name);
    QFETCH(int, budget);
    QFETCH(int, recent);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const std::vector<float> wanted = by_heavy_hitters(budget, recent);
    const auto record = [&](Graph& g, const sparse::Heads& heads) {
      return g.evicting_attention(heads.q, heads.k, heads.v, {kScale, budget, recent});
    };
    for (const auto& steps : std::vector<std::vector<int>>{{kPatternTokens}, {1}, {33, 1, 2, 9}}) {
      const auto got = read_in_steps(*executor, record, steps);
      REQUIRE(got);
      COMPARE_LOGITS(*got, wanted, 1e-5);
    }
  }

  void the_last_query_keeps_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<int>("budget");
    QTest::addColumn<bool>("together");
    for (const char* executor : test::kExecutors)
      for (const bool together : {false, true})
        for (const int budget : {1, 2, 8, 21, 80})
          QTest::addRow("%d%s on %s", budget, together ? " together" : "", executor) << executor << budget << together;
  }

  void the_last_query_keeps() {
    QFETCH(QString, executor_name);
    QFETCH(int, budget);
    QFETCH(bool, together);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const std::vector<float> wanted = by_the_last_query(budget, together);
    const auto record = [&](Graph& g, const sparse::Heads& heads) {
      return g.evicting_attention(heads.q, heads.k, heads.v, {kScale, budget, 1, EvictBy::Last, together});
    };
    for (const auto& steps : std::vector<std::vector<int>>{{kPatternTokens}, {1}, {33, 1, 2, 9}}) {
      const auto got = read_in_steps(*executor, record, steps);
      REQUIRE(got);
      COMPARE_LOGITS(*got, wanted, 1e-5);
    }
  }

  /// Draws differ by seed, head and block, and no block is drawn more than others.
  void draws_are_even() {
    std::vector<int> drawn(16);
    std::set<std::vector<bool>> different;
    for (uint32_t seed = 0; seed < 40; ++seed)
      for (int64_t head = 0; head < 5; ++head) {
        std::vector<bool> taken;
        for (int64_t c = 0; c < 16; ++c) {
          taken.push_back(among_random({1, 0, 1, 4, seed}, head, 16, c) > 0);
          drawn[static_cast<size_t>(c)] += taken.back();
        }
        QCOMPARE(std::count(taken.begin(), taken.end(), true), 4);
        different.insert(taken);
      }
    QVERIFY2(different.size() > 150, qPrintable(QString::number(different.size()))); // of 200 draws out of 1,820
    for (const int times : drawn)                                                    // 50 +- 6.1 each
      QVERIFY2(times > 25 && times < 75, qPrintable(QString::number(times)));
  }

  /// A step reads what is chosen; what is kept is bounded where the pattern never looks further back.
  void what_is_kept_and_read() {
    constexpr int64_t kContext = 100000;
    const auto held = [&](const Record& record) {
      Graph g({1, 1, Phase::Decode});
      const auto input = [&](const char* name, int64_t heads) { return g.input(name, {1, 1, heads, 8}); };
      g.mark_output("o", record(g, {input("q", 4), input("k", 2), input("v", 2), {}}));
      int64_t bytes = 0;
      for (const StateDecl& state : g.states())
        bytes += entry_layout(state, Format::F32, kContext, 1, Packing::Cpu).slot_bytes;
      return std::pair(bytes, operation_costs(g, {}, kContext).at(Op::Attention).state_bytes);
    };
    constexpr int64_t kRow = 2 * 2 * 8 * 4; // keys and values of both heads
    const AttentionSpec spec{.scale = kScale};
    const auto window =
        held([&](Graph& g, const sparse::Heads& h) { return sparse::dilated_window(g, h, spec, 64, 8, 4); });
    QCOMPARE(window.first, kRow * (64 * 8 + 4));
    QCOMPARE(window.second, static_cast<double>(kRow * (64 + 4 + 1))); // and its own is written
    const auto random = held([&](Graph& g, const sparse::Heads& h) {
      return sparse::random_blocks(g, h, spec, {64, 1, 2, 3, 0});
    });
    QCOMPARE(random.first, kRow * kContext);
    QCOMPARE(random.second, static_cast<double>(kRow * (6 * 64 + 1)));
    const auto segments =
        held([&](Graph& g, const sparse::Heads& h) { return sparse::dilated_segments(g, h, spec, 64, 3); });
    QCOMPARE(segments.first, kRow * 64 * 4);
    QCOMPARE(segments.second, static_cast<double>(kRow * (32 + 16 + 8 + 1))); // half of each level, by turns
    Graph g({1, 1, Phase::Decode});
    const auto input = [&](const char* name, int64_t heads) { return g.input(name, {1, 1, heads, 8}); };
    g.mark_output("o", g.evicting_attention(input("q", 4), input("k", 2), input("v", 2), {kScale, 64, 32}));
    int64_t kept = 0;
    for (const StateDecl& state : g.states())
      kept += entry_layout(state, Format::F32, kContext, 1, Packing::Cpu).slot_bytes;
    QCOMPARE(kept, kRow * 64 + 2 * 64 * 4); // and a sum of each
    QCOMPARE(operation_costs(g, {}, kContext).at(Op::EvictingAttention).state_bytes,
             static_cast<double>(kRow * (64 + 2) + 2 * 2 * 64 * 4)); // two rows of it are written, and all sums
  }
};

PARETO_TEST(PatternsTest)
#include "tst_patterns.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/sparse_attention.h"
#include "tests/core/exec/operation_makers.h"

#include <algorithm>
#include <cmath>

namespace pareto::test::makers {

RandomOperation attention(Random& random) {
  RandomOperation o = base(random);
  o.options.cache = pick(random, {Format::F32, Format::F16, Format::BF16, Format::Q8_0});
  o.tolerance = o.options.cache == Format::F32   ? o.tolerance
                : o.options.cache == Format::F16 ? kHalfCache
                                                 : 8 * kHalfCache;
  const bool blocks = o.options.cache == Format::Q8_0; // and beside them a width that is none
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                keys = blocks ? pick<int64_t>(random, {32, 64, 20}) : small_width(random),
                width = blocks ? pick<int64_t>(random, {32, 96, 9}) : small_width(random);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  spec.window = pick<int64_t>(random, {0, 0, 1, 3, 16, 50});
  spec.pinned = spec.window > 0 ? pick<int64_t>(random, {0, 1, 4}) : 0;
  spec.softcap = pick(random, {0.0f, 0.0f, 2.0f});
  spec.chunked = spec.window > 0 && random() % 3 == 0;
  spec.causal = random() % 6 != 0;
  if (spec.causal)
    spec.together = pick<int64_t>(random, {1, 1, 1, 4, 7});
  if (random() % 4 == 0) // latent: the value of a key is a part of it
    spec.value_prefix = std::min(keys, width);
  o.record = [=, sink = random() % 3 == 0, again = random() % 3 == 0](Graph& g) {
    const Tensor v = spec.value_prefix > 0 ? Tensor{} : input(g, "v", {kv, width});
    const Tensor sinks = sink ? vector(g, "sink", heads) : Tensor{};
    const Tensor y = g.attention(input(g, "q", {heads, keys}), input(g, "k", {kv, keys}), v, sinks, spec);
    if (!again)
      return g.mark_output("y", y);
    AttentionSpec once_more = spec;
    once_more.again = true;
    const Tensor values = spec.value_prefix > 0 ? Tensor{} : g.history(y, 1);
    const Tensor twice = // more queries, no sink
        g.attention(input(g, "q2", {2 * heads, keys}), g.history(y, 0), values, {}, once_more);
    const Dims& shape = y.shape;
    g.mark_output("y", g.add(y, twice.slice(2, heads, heads).reshape(shape)));
  };
  return o;
}

/// Gates, sticks, a second query, erasing, shared key channels, reflections: what is not plain attention.
RandomOperation attention_form(Random& random) {
  RandomOperation o = base(random);
  enum class Form { Gates, ChannelGates, Sticks, Probe, Erase, Shared, Reflect, GatedReflect };
  const Form form = pick(random, {Form::Gates, Form::ChannelGates, Form::Sticks, Form::Probe, Form::Erase, Form::Shared,
                                  Form::Reflect, Form::GatedReflect});
  const bool reflects = form == Form::Reflect || form == Form::GatedReflect;
  o.options.cache = pick(random, {Format::F32, Format::F16});
  o.tolerance = o.options.cache == Format::F32 ? o.tolerance : kHalfCache;
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}),
                heads = kv * (form == Form::Erase ? 1 : pick<int64_t>(random, {1, 2, 5})), keys = small_width(random),
                width = small_width(random);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  if (form == Form::Sticks)
    spec.rule = AttentionRule::StickBreaking;
  else if (form != Form::Erase && !reflects)
    spec.window = pick<int64_t>(random, {0, 0, 3, 16, 50});
  spec.pinned = spec.window > 0 ? pick<int64_t>(random, {0, 4}) : 0;
  const int64_t shared = form == Form::Shared ? small_width(random) : 0;
  if (form == Form::Shared)
    spec.value_prefix = 1 + width / 2;
  o.record = [=](Graph& g) {
    std::vector<Tensor> in(kAttentionInputs);
    in[kAttentionQ] = input(g, "q", {heads, keys + shared});
    in[kAttentionK] = input(g, "k", {kv, form == Form::Shared ? keys + width : keys}); // of which keys have the first
    if (form == Form::Shared)
      in[kAttentionShared] = input(g, "shared", {1, shared});
    else
      in[kAttentionV] = input(g, "v", {kv, width});
    if (form == Form::Gates || form == Form::GatedReflect)
      in[kAttentionForget] = recurrence::running_sum(g, input(g, "log_gate", {heads}), "forget");
    if (form == Form::ChannelGates)
      in[kAttentionForget] = recurrence::running_sum(g, input(g, "log_gate", {heads, keys}), "forget");
    if (form == Form::Probe)
      in[kAttentionProbe] = input(g, "probe", {heads, keys});
    if (form == Form::Erase)
      in[kAttentionErase] = input(g, "beta", {heads});
    if (reflects) // of length sqrt(2) at most, so that products of many stay in bounds
      in[kAttentionReflect] = g.scale(g.norm(input(g, "direction", {kv, keys}), {NormKind::L2, 1e-2f, 0}), 1.3f);
    g.mark_output("y", g.attention(in, spec));
  };
  return o;
}

RandomOperation pool_blocks(Random& random) {
  RandomOperation o = base(random);
  const PoolBlocksSpec spec{pick<int64_t>(random, {1, 2, 3, 8, 40}),
                            pick(random, {BlockSummary::Mean, BlockSummary::Bounds, BlockSummary::Weighted})};
  const int64_t heads = pick<int64_t>(random, {1, 2, 3}), width = small_width(random);
  o.record = [=, overlaps = random() % 2 == 1](Graph& g) {
    if (spec.summary != BlockSummary::Weighted)
      return g.mark_output("y", g.pool_blocks(input(g, "x", {heads, width}), spec, "sums"));
    PoolBlocksSpec own = spec;
    own.overlaps = overlaps;
    const int64_t wide = overlaps ? 2 * width : width;
    const Tensor logits = g.scale(input(g, "weight", {heads, wide}), 6);
    g.mark_output("y", g.pool_blocks(input(g, "x", {heads, wide}), own, "sums", logits));
  };
  return o;
}

namespace {

/// A choice among blocks of these tokens, by keys of `heads` heads.
Tensor some_choice(Random& random, Graph& g, const SelectBlocksSpec& spec, int64_t heads, int64_t group) {
  const int64_t width = small_width(random);
  const Tensor weights = random() % 2 ? input(g, "weights", {heads * group}) : Tensor{};
  return g.select_blocks(input(g, "choose", {heads * group, width}), input(g, "block_key", {heads, width}), weights,
                         spec);
}

SelectBlocksSpec some_selection(Random& random) {
  SelectBlocksSpec spec;
  spec.score = pick(random, {BlockScore::Plain, BlockScore::Relu, BlockScore::Softmax});
  spec.block = pick<int64_t>(random, {1, 2, 5, 8, 40});
  spec.first = pick<int64_t>(random, {0, 0, 1, 2});
  spec.local = pick<int64_t>(random, {0, 1, 2});
  spec.chosen = std::max<int64_t>(1, spec.first + spec.local) + pick<int64_t>(random, {0, 1, 2, 7});
  spec.scale = pick(random, {1.0f, 0.3f});
  return spec;
}

} // namespace

/// The choices themselves: exact or wrong.
RandomOperation select_blocks(Random& random) {
  RandomOperation o = base(random);
  o.options.cache = pick(random, {Format::F32, Format::F16, Format::BF16});
  o.tolerance = 0;
  const SelectBlocksSpec spec = some_selection(random);
  const int64_t heads = pick<int64_t>(random, {1, 2, 3}), group = pick<int64_t>(random, {1, 2, 5});
  const uint32_t seed = static_cast<uint32_t>(random());
  o.record = [=](Graph& g) {
    Random own(seed);
    g.mark_output("y", some_choice(own, g, spec, heads, group));
  };
  return o;
}

/// Attention that reads what was chosen; every head by its own choice, or all by one.
RandomOperation chosen_attention(Random& random) {
  RandomOperation o = base(random);
  const SelectBlocksSpec choice = some_selection(random);
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                choosers = random() % 2 ? kv : 1, keys = small_width(random), width = small_width(random);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  spec.block = choice.block;
  if (random() % 4 == 0)
    spec.value_prefix = std::min(keys, width);
  const uint32_t seed = static_cast<uint32_t>(random());
  o.record = [=, sink = random() % 3 == 0](Graph& g) {
    Random own(seed);
    const Tensor chosen = some_choice(own, g, choice, choosers, 2);
    const Tensor v = spec.value_prefix > 0 ? Tensor{} : input(g, "v", {kv, width});
    g.mark_output("y", g.attention(input(g, "q", {heads, keys}), input(g, "k", {kv, keys}), v,
                                   sink ? vector(g, "sink", heads) : Tensor{}, spec, chosen));
  };
  return o;
}

/// Attention to one row a block, then to the same rows and to a window of another node's history.
RandomOperation shared_attention(Random& random) {
  RandomOperation o = base(random);
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                keys = small_width(random), width = small_width(random);
  AttentionSpec blocks, all;
  blocks.scale = all.scale = 1 / std::sqrt(static_cast<float>(keys));
  blocks.stride = pick<int64_t>(random, {2, 3, 8, 40});
  AttentionSpec window = all;
  window.window = pick<int64_t>(random, {1, 3, 16, 50});
  window.again = true;
  o.record = [=](Graph& g) {
    const Tensor q = input(g, "q", {heads, keys}), k = input(g, "k", {kv, keys}), v = input(g, "v", {kv, width});
    g.push_scope("blocks");
    const Tensor far = g.attention(q, k, v, {}, blocks);
    g.pop_scope();
    const Tensor whole = g.attention(q, k, v, {}, all);
    const Tensor near = g.attention(q, g.history(whole, 0), g.history(whole, 1), {}, window);
    g.mark_output("y", g.add(g.add(far, g.scale(whole, 0.3f)), near));
  };
  return o;
}

/// Attention to a window and to one row a block, or to some of these, as by one softmax.
RandomOperation joined_attention(Random& random) {
  RandomOperation o = base(random);
  o.options.cache = pick(random, {Format::F32, Format::F16});
  o.tolerance = o.options.cache == Format::F32 ? o.tolerance : kHalfCache;
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                keys = small_width(random), width = small_width(random);
  AttentionSpec near, far;
  near.scale = far.scale = 1 / std::sqrt(static_cast<float>(keys));
  near.window = pick<int64_t>(random, {0, 1, 3, 16, 50});
  SelectBlocksSpec choice = some_selection(random);
  choice.block = far.stride = pick<int64_t>(random, {2, 3, 8, 40});
  const bool chooses = random() % 2;
  far.block = chooses ? far.stride : 0;
  if (random() % 2)
    near.value_prefix = far.value_prefix = std::min(keys, width);
  const uint32_t seed = static_cast<uint32_t>(random());
  o.record = [=](Graph& g) {
    Random own(seed);
    const bool prefix = near.value_prefix > 0;
    const Tensor q = input(g, "q", {heads, keys}), chosen = chooses ? some_choice(own, g, choice, 1, 2) : Tensor{};
    g.push_scope("blocks");
    const auto blocks = g.attention_and_mass(q, input(g, "block", {kv, keys}),
                                             prefix ? Tensor{} : input(g, "block_value", {kv, width}), far, chosen);
    g.pop_scope();
    const auto window =
        g.attention_and_mass(q, input(g, "k", {kv, keys}), prefix ? Tensor{} : input(g, "v", {kv, width}), near);
    g.mark_output("y", sparse::read_together(g, window, blocks, vector(g, "sink", heads)));
  };
  return o;
}

namespace {

/// Random blocks or a comb of them, chosen by `heads` heads without a key.
SelectBlocksSpec some_keyless(Random& random, int64_t heads) {
  SelectBlocksSpec spec;
  spec.heads = heads;
  spec.block = pick<int64_t>(random, {1, 2, 5, 8, 40});
  spec.first = pick<int64_t>(random, {0, 0, 1, 2});
  if (random() % 2 == 0) {
    spec.score = BlockScore::Random;
    spec.local = pick<int64_t>(random, {0, 1, 2});
    spec.chosen = std::max<int64_t>(1, spec.first + spec.local) + pick<int64_t>(random, {0, 1, 2, 7});
    spec.seed = static_cast<uint32_t>(random());
    return spec;
  }
  spec.comb.step = pick<int64_t>(random, {1, 1, 2, 3});
  spec.comb.reach = spec.comb.step * pick<int64_t>(random, {1, 2, 4, 9}) + pick<int64_t>(random, {0, 0, 1});
  spec.comb.levels = pick<int64_t>(random, {1, 2, 4});
  spec.comb.segments = random() % 2 == 0;
  spec.chosen = spec.first + spec.comb.levels * spec.comb.most() + pick<int64_t>(random, {0, 3});
  return spec;
}

} // namespace

/// Which are exact or wrong.
RandomOperation keyless_blocks(Random& random) {
  RandomOperation o = base(random);
  o.tolerance = 0;
  const int64_t heads = pick<int64_t>(random, {1, 2, 3});
  o.record = [=, spec = some_keyless(random, heads)](Graph& g) {
    g.mark_output("y", g.select_blocks(input(g, "q", {2 * heads, 4}), {}, {}, spec));
  };
  return o;
}

/// Attention to them; of single tokens now and then over a window that does not hold all of them.
RandomOperation pattern_attention(Random& random) {
  RandomOperation o = base(random);
  o.options.cache = pick(random, {Format::F32, Format::F16});
  o.tolerance = o.options.cache == Format::F32 ? o.tolerance : kHalfCache;
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                keys = small_width(random), width = small_width(random);
  const SelectBlocksSpec choice = some_keyless(random, random() % 2 ? kv : 1);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  spec.block = choice.block;
  if (spec.block == 1) {
    spec.window = pick<int64_t>(random, {0, 1, 5, 16, 50});
    spec.pinned = spec.window > 0 ? pick<int64_t>(random, {0, 1, 4}) : 0;
  }
  o.record = [=, sink = random() % 3 == 0](Graph& g) {
    const Tensor q = input(g, "q", {heads, keys});
    g.mark_output("y",
                  g.attention(q, input(g, "k", {kv, keys}), input(g, "v", {kv, width}),
                              sink ? vector(g, "sink", heads) : Tensor{}, spec, g.select_blocks(q, {}, {}, choice)));
  };
  return o;
}

RandomOperation evicting_attention(Random& random) {
  RandomOperation o = base(random);
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                keys = small_width(random), width = small_width(random);
  EvictingAttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  spec.budget = pick<int64_t>(random, {1, 2, 3, 8, 17, 70});
  spec.recent = 1 + static_cast<int64_t>(random() % static_cast<unsigned>(spec.budget));
  spec.by = pick(random, {EvictBy::Sum, EvictBy::Last});
  spec.together = random() % 2 == 0;
  o.record = [=](Graph& g) {
    g.mark_output("y", g.evicting_attention(input(g, "q", {heads, keys}), input(g, "k", {kv, keys}),
                                            input(g, "v", {kv, width}), spec));
  };
  return o;
}

} // namespace pareto::test::makers

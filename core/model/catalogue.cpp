// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/catalogue.h"

#include "core/graph/cost.h"
#include "core/model/model.h"
#include "core/translatable.h"

namespace pareto {

const std::vector<Family>& families() {
  static const std::vector<Family> all{{"full-attention", PARETO_TEXT("Core", "Full attention")}, {"sparse-attention", PARETO_TEXT("Core", "Sparse attention")}, {"linear-attention", PARETO_TEXT("Core", "Linear attention")},
                                       {"state-space", PARETO_TEXT("Core", "State space")}, {"linear-rnn", PARETO_TEXT("Core", "Linear RNN")}, {"hybrid", PARETO_TEXT("Core", "Hybrid")}};
  return all;
}

const std::vector<Architecture>& architectures() {
  static const std::vector<Architecture> all{
      {"softmax-attention", "Transformer++ (Llama-like)", "full-attention", "4.2", "2305.13245", "transformers, modeling_llama",
       PARETO_TEXT("Core", "Every new token looks at every earlier one."), PARETO_TEXT("Core", "Exact recall of anything in the context."), PARETO_TEXT("Core", "Memory and time per token grow with the context."), "O(n)"},
      {"sliding-window", "Sliding-window attention", "sparse-attention", "3.1", "2310.06825", "transformers, modeling_mistral; pinned first tokens: 2309.17453",
       PARETO_TEXT("Core", "Every new token looks at the last W tokens and the first few."), PARETO_TEXT("Core", "Bounded memory and time per token."), PARETO_TEXT("Core", "Forgets what lies outside the window."), "O(min(n, W))"},
      {"linear-attention", "Linear attention", "linear-attention", "2.1", "2006.16236", "flash-linear-attention, ops/linear_attn/naive",
       PARETO_TEXT("Core", "The context is summed into one fixed table per head."), PARETO_TEXT("Core", "Constant memory and time per token."), PARETO_TEXT("Core", "Old and new writes blur into each other."), "O(1)"},
      {"retnet", "RetNet", "linear-attention", "2.1", "2307.08621", "flash-linear-attention, layers/multiscale_retention",
       PARETO_TEXT("Core", "A linear-attention table that fades at a fixed rate per head."), PARETO_TEXT("Core", "Constant memory and time per token."), PARETO_TEXT("Core", "The rate of forgetting does not depend on the text."), "O(1)"},
      {"gla", "GLA", "linear-attention", "2.1", "2312.06635", "flash-linear-attention, layers/gla",
       PARETO_TEXT("Core", "A table whose rows fade at a rate the text decides."), PARETO_TEXT("Core", "Learns what to forget."), PARETO_TEXT("Core", "Recall stays below full attention."), "O(1)"},
      {"deltanet", "DeltaNet", "linear-attention", "2.1", "2406.06484", "flash-linear-attention, layers/delta_net",
       PARETO_TEXT("Core", "Before a value is written, what its key held is taken out."), PARETO_TEXT("Core", "Overwrites instead of blurring: better look-ups."), PARETO_TEXT("Core", "Cannot clear the whole table quickly."), "O(1)"},
      {"gated-deltanet", "Gated DeltaNet", "linear-attention", "2.1", "2412.06464", "flash-linear-attention, layers/gated_deltanet",
       PARETO_TEXT("Core", "DeltaNet that can also fade its whole table."), PARETO_TEXT("Core", "The strongest published look-ups of its size among fixed-memory models."), PARETO_TEXT("Core", "Still limited by the size of its table."), "O(1)"},
      {"mamba", "Mamba", "state-space", "2.3", "2312.00752", "transformers, modeling_mamba",
       PARETO_TEXT("Core", "A bank of leaky counters per channel whose leak the text decides."), PARETO_TEXT("Core", "Very small state."), PARETO_TEXT("Core", "Weak at copying and look-ups; prefill has no matrix form."), "O(1)"},
      {"mamba2", "Mamba-2", "state-space", "2.3", "2405.21060", "transformers, modeling_mamba2",
       PARETO_TEXT("Core", "Mamba with one leak per head, so that prefill becomes matrix products."), PARETO_TEXT("Core", "Fast prefill, larger state than Mamba."), PARETO_TEXT("Core", "Look-ups stay below attention."), "O(1)"},
      {"hgrn2", "HGRN2", "linear-rnn", "2.2", "2404.07904", "flash-linear-attention, layers/hgrn2",
       PARETO_TEXT("Core", "A gated recurrent network whose state is a table."), PARETO_TEXT("Core", "Constant memory and time per token."), PARETO_TEXT("Core", "Recall stays below full attention."), "O(1)"},
      {"hgrn", "HGRN", "linear-rnn", "2.2", "2311.04823", "flash-linear-attention, layers/hgrn",
       PARETO_TEXT("Core", "A gated recurrent network with one number per channel."), PARETO_TEXT("Core", "The smallest state of all."), PARETO_TEXT("Core", "Holds little: weak look-ups."), "O(1)"},
      {"rwkv7", "RWKV-7", "linear-rnn", "2.2", "2503.14456", "flash-linear-attention, layers/rwkv7",
       PARETO_TEXT("Core", "A table with fading per row and a learned eraser."), PARETO_TEXT("Core", "Released open models in many sizes."), PARETO_TEXT("Core", "Many small projections per layer."), "O(1)"},
      {"rg-lru", "RG-LRU (Griffin block)", "linear-rnn", "2.1", "2402.19427", "transformers, modeling_recurrent_gemma",
       PARETO_TEXT("Core", "A gated recurrent unit with one number per channel."), PARETO_TEXT("Core", "Tiny state; strong together with a window of attention."), PARETO_TEXT("Core", "Weak look-ups when alone."), "O(1)"},
      {"mingru", "minGRU", "linear-rnn", "2.2", "2410.01201", "arXiv 2410.01201, section 3.1",
       PARETO_TEXT("Core", "A GRU whose gates no longer read the past, so that it runs in parallel."), PARETO_TEXT("Core", "The simplest of all recurrent designs."), PARETO_TEXT("Core", "Holds little: weak look-ups."), "O(1)"},
      {"hybrid-samba", "Samba (Mamba + window)", "hybrid", "6.1", "2406.07522", "flash-linear-attention, models/samba",
       PARETO_TEXT("Core", "Mamba and sliding-window attention take turns."), PARETO_TEXT("Core", "Short-range precision at bounded memory."), PARETO_TEXT("Core", "Nothing looks far back exactly."), "O(W)"},
      {"hybrid-griffin", "Griffin-like (RG-LRU + window)", "hybrid", "6.1", "2402.19427", "transformers, modeling_recurrent_gemma",
       PARETO_TEXT("Core", "Two recurrent blocks, then one of local attention."), PARETO_TEXT("Core", "Bounded, small memory."), PARETO_TEXT("Core", "Nothing looks far back exactly."), "O(W)"},
      {"hybrid-gdn-attn", "Gated DeltaNet + attention 3:1", "hybrid", "6.1", "2412.06464", "transformers, modeling_qwen3_next (pattern)",
       PARETO_TEXT("Core", "Three Gated DeltaNet layers, then one of full attention."), PARETO_TEXT("Core", "Exact recall at a quarter of the cache."), PARETO_TEXT("Core", "The cache still grows with the context."), "O(n / 4)"},
      {"hybrid-gdn-swa", "Gated DeltaNet-H1 (GDN + window)", "hybrid", "6.1", "2412.06464", "arXiv 2412.06464, section 3.4",
       PARETO_TEXT("Core", "Gated DeltaNet and sliding-window attention take turns."), PARETO_TEXT("Core", "The best published quality of its size at bounded memory."), PARETO_TEXT("Core", "Two kinds of kernel to serve."), "O(W)"},
      {"hybrid-mamba2-gdn-swa", "Gated DeltaNet-H2 (Mamba-2 + GDN + window)", "hybrid", "6.1", "2412.06464", "arXiv 2412.06464, section 3.4",
       PARETO_TEXT("Core", "Mamba-2, Gated DeltaNet and sliding-window attention take turns."), PARETO_TEXT("Core", "Bounded memory, near H1 in quality."), PARETO_TEXT("Core", "Three kinds of kernel to serve."), "O(W)"},
      {"hybrid-deltanet-swa", "DeltaNet + window", "hybrid", "6.1", "2406.06484", "arXiv 2406.06484, section 3.4",
       PARETO_TEXT("Core", "DeltaNet and sliding-window attention take turns."), PARETO_TEXT("Core", "Look-ups near a Transformer at bounded memory."), PARETO_TEXT("Core", "Nothing looks far back exactly."), "O(W)"},
  };
  return all;
}

const Architecture* find_architecture(std::string_view id) {
  for (const Architecture& architecture : architectures())
    if (architecture.id == id)
      return &architecture;
  return nullptr;
}

int64_t parameter_count(const ModelSpec& spec) { return parameter_count(Model(spec).record({1, 1, Phase::Decode})); }

} // namespace pareto

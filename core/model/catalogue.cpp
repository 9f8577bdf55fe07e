// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/catalogue.h"

#include "core/graph/cost.h"
#include "core/model/model.h"

namespace pareto {

const std::vector<Family>& families() {
  static const std::vector<Family> all{{"full-attention", "Full attention"}, {"sparse-attention", "Sparse attention"}, {"linear-attention", "Linear attention"},
                                       {"state-space", "State space"}, {"linear-rnn", "Linear RNN"}, {"hybrid", "Hybrid"}};
  return all;
}

const std::vector<Architecture>& architectures() {
  static const std::vector<Architecture> all{
      {"softmax-attention", "Transformer++ (Llama-like)", "full-attention", "4.2", "2305.13245", "transformers, modeling_llama",
       "Every new token looks at every earlier one.", "Exact recall of anything in the context.", "Memory and time per token grow with the context.", "O(n)"},
      {"sliding-window", "Sliding-window attention", "sparse-attention", "3.1", "2310.06825", "transformers, modeling_mistral; pinned first tokens: 2309.17453",
       "Every new token looks at the last W tokens and the first few.", "Bounded memory and time per token.", "Forgets what lies outside the window.", "O(min(n, W))"},
      {"linear-attention", "Linear attention", "linear-attention", "2.1", "2006.16236", "flash-linear-attention, ops/linear_attn/naive",
       "The context is summed into one fixed table per head.", "Constant memory and time per token.", "Old and new writes blur into each other.", "O(1)"},
      {"retnet", "RetNet", "linear-attention", "2.1", "2307.08621", "flash-linear-attention, layers/multiscale_retention",
       "A linear-attention table that fades at a fixed rate per head.", "Constant memory and time per token.", "The rate of forgetting does not depend on the text.", "O(1)"},
      {"gla", "GLA", "linear-attention", "2.1", "2312.06635", "flash-linear-attention, layers/gla",
       "A table whose rows fade at a rate the text decides.", "Learns what to forget.", "Recall stays below full attention.", "O(1)"},
      {"deltanet", "DeltaNet", "linear-attention", "2.1", "2406.06484", "flash-linear-attention, layers/delta_net",
       "Before a value is written, what its key held is taken out.", "Overwrites instead of blurring: better look-ups.", "Cannot clear the whole table quickly.", "O(1)"},
      {"gated-deltanet", "Gated DeltaNet", "linear-attention", "2.1", "2412.06464", "flash-linear-attention, layers/gated_deltanet",
       "DeltaNet that can also fade its whole table.", "The strongest published look-ups of its size among fixed-memory models.", "Still limited by the size of its table.", "O(1)"},
      {"mamba", "Mamba", "state-space", "2.3", "2312.00752", "transformers, modeling_mamba",
       "A bank of leaky counters per channel whose leak the text decides.", "Very small state.", "Weak at copying and look-ups; prefill has no matrix form.", "O(1)"},
      {"mamba2", "Mamba-2", "state-space", "2.3", "2405.21060", "transformers, modeling_mamba2",
       "Mamba with one leak per head, so that prefill becomes matrix products.", "Fast prefill, larger state than Mamba.", "Look-ups stay below attention.", "O(1)"},
      {"hgrn2", "HGRN2", "linear-rnn", "2.2", "2404.07904", "flash-linear-attention, layers/hgrn2",
       "A gated recurrent network whose state is a table.", "Constant memory and time per token.", "Recall stays below full attention.", "O(1)"},
      {"hgrn", "HGRN", "linear-rnn", "2.2", "2311.04823", "flash-linear-attention, layers/hgrn",
       "A gated recurrent network with one number per channel.", "The smallest state of all.", "Holds little: weak look-ups.", "O(1)"},
      {"rwkv7", "RWKV-7", "linear-rnn", "2.2", "2503.14456", "flash-linear-attention, layers/rwkv7",
       "A table with fading per row and a learned eraser.", "Released open models in many sizes.", "Many small projections per layer.", "O(1)"},
      {"rg-lru", "RG-LRU (Griffin block)", "linear-rnn", "2.1", "2402.19427", "transformers, modeling_recurrent_gemma",
       "A gated recurrent unit with one number per channel.", "Tiny state; strong together with a window of attention.", "Weak look-ups when alone.", "O(1)"},
      {"mingru", "minGRU", "linear-rnn", "2.2", "2410.01201", "arXiv 2410.01201, section 3.1",
       "A GRU whose gates no longer read the past, so that it runs in parallel.", "The simplest of all recurrent designs.", "Holds little: weak look-ups.", "O(1)"},
      {"hybrid-samba", "Samba (Mamba + window)", "hybrid", "6.1", "2406.07522", "flash-linear-attention, models/samba",
       "Mamba and sliding-window attention take turns.", "Short-range precision at bounded memory.", "Nothing looks far back exactly.", "O(W)"},
      {"hybrid-griffin", "Griffin-like (RG-LRU + window)", "hybrid", "6.1", "2402.19427", "transformers, modeling_recurrent_gemma",
       "Two recurrent blocks, then one of local attention.", "Bounded, small memory.", "Nothing looks far back exactly.", "O(W)"},
      {"hybrid-gdn-attn", "Gated DeltaNet + attention 3:1", "hybrid", "6.1", "2412.06464", "transformers, modeling_qwen3_next (pattern)",
       "Three Gated DeltaNet layers, then one of full attention.", "Exact recall at a quarter of the cache.", "The cache still grows with the context.", "O(n / 4)"},
      {"hybrid-gdn-swa", "Gated DeltaNet-H1 (GDN + window)", "hybrid", "6.1", "2412.06464", "arXiv 2412.06464, section 3.4",
       "Gated DeltaNet and sliding-window attention take turns.", "The best published quality of its size at bounded memory.", "Two kinds of kernel to serve.", "O(W)"},
      {"hybrid-mamba2-gdn-swa", "Gated DeltaNet-H2 (Mamba-2 + GDN + window)", "hybrid", "6.1", "2412.06464", "arXiv 2412.06464, section 3.4",
       "Mamba-2, Gated DeltaNet and sliding-window attention take turns.", "Bounded memory, near H1 in quality.", "Three kinds of kernel to serve.", "O(W)"},
      {"hybrid-deltanet-swa", "DeltaNet + window", "hybrid", "6.1", "2406.06484", "arXiv 2406.06484, section 3.4",
       "DeltaNet and sliding-window attention take turns.", "Look-ups near a Transformer at bounded memory.", "Nothing looks far back exactly.", "O(W)"},
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

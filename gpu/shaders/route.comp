#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The experts of one token a workgroup: the best of s + correction, ties to the lower index, weighed by s (RouteSpec).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint ALL = 8; // logits
layout(constant_id = 2) const uint EXPERTS = 8;
layout(constant_id = 3) const uint CHOSEN = 2;
layout(constant_id = 4) const uint SCORE = 0; // core/graph/ops/route.h RouterScore
layout(constant_id = 5) const uint GROUPS = 1;
layout(constant_id = 6) const uint KEPT = 1;
layout(constant_id = 7) const uint BEST_TWO = 1; // score of a group: the sum of its two best, or its best
layout(constant_id = 8) const uint NORMALISED = 0;
layout(constant_id = 9) const uint CORRECTED = 0;
layout(constant_id = 10) const uint REST = 0;
layout(constant_id = 11) const uint GAINS = 0;
layout(constant_id = 12) const uint NULLS = 0;      // the last logits, of experts that make nothing
layout(constant_id = 13) const uint THRESHOLDS = 0; // only what is above 0 is taken
layout(constant_id = 14) const uint DENSE = 0;      // the weights [rows, ALL] alone, zeros where nothing is taken
layout(constant_id = 15) const uint GIVEN = 0;      // the choices are given, as numbers of experts
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Logits { float logits[]; };
layout(binding = 2) readonly buffer Correction { float corrections[]; };
layout(binding = 3) writeonly buffer Ids { int ids[]; };
layout(binding = 4) writeonly buffer Weights { float weights[]; };
layout(binding = 5) writeonly buffer Rest { float rest[]; };
layout(binding = 6) readonly buffer Gain { float gains[]; };
layout(binding = 7) readonly buffer Given { float givens[]; };
layout(push_constant) uniform Push { uint rows, tokens, logits_at, step_batch, step_token, correction_at, ids_at, weights_at, rest_at; float eps, least_sum, scale; uint gain_at, given_at; };

const float kNever = -3.0e38; // below every score
const uint WIDTH = ALL / GROUPS;
shared float scores[ALL], choose_by[ALL], group_scores[GROUPS];
shared float lane_value[LANES];
shared uint lane_index[LANES], taken[CHOSEN];

/// The first of the greatest of choose_by.
uint best() {
  float value = kNever;
  uint index = 0;
  for (uint e = lane; e < ALL; e += LANES)
    if (choose_by[e] > value) {
      value = choose_by[e];
      index = e;
    }
  lane_value[lane] = value;
  lane_index[lane] = index;
  barrier();
  for (uint half_size = LANES / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size) {
      float theirs = lane_value[lane + half_size], mine = lane_value[lane];
      if (theirs > mine || (theirs == mine && lane_index[lane + half_size] < lane_index[lane])) {
        lane_value[lane] = theirs;
        lane_index[lane] = lane_index[lane + half_size];
      }
    }
    barrier();
  }
  uint found = lane_index[0];
  barrier();
  return found;
}

float sum_over_lanes(float value) {
  lane_value[lane] = value;
  barrier();
  for (uint half_size = LANES / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size)
      lane_value[lane] += lane_value[lane + half_size];
    barrier();
  }
  float sum = lane_value[0];
  barrier();
  return sum;
}

/// Of a logit by itself; of the softmax before it is divided by the sum.
float score_of(float logit, float peak) {
  return SCORE == 1 ? sigmoid(logit) : SCORE == 2 ? sqrt(softplus(logit)) : exp_precise(logit - peak);
}

void score(uint at) {
  for (uint e = lane; e < ALL; e += LANES)
    choose_by[e] = logits[at + e];
  barrier();
  float peak = SCORE != 0 ? 0.0 : choose_by[best()], sum = 0.0;
  for (uint e = lane; e < ALL; e += LANES) {
    scores[e] = score_of(choose_by[e], peak);
    sum += scores[e];
  }
  float factor = SCORE != 0 ? 1.0 : 1.0 / sum_over_lanes(sum);
  for (uint e = lane; e < ALL; e += LANES) {
    scores[e] *= factor;
    choose_by[e] = scores[e] + (CORRECTED != 0 ? corrections[correction_at + e] : 0.0);
  }
  barrier();
}

/// What lies in no kept group is out of the choice.
void keep_groups() {
  for (uint g = lane; g < GROUPS; g += LANES) {
    float first = kNever, second = kNever;
    for (uint e = g * WIDTH; e < (g + 1) * WIDTH; ++e) {
      second = max(second, min(first, choose_by[e]));
      first = max(first, choose_by[e]);
    }
    group_scores[g] = BEST_TWO == 0 || WIDTH == 1 ? first : first + second;
  }
  barrier();
  if (lane == 0)
    for (uint kept = 0; kept < KEPT; ++kept) {
      uint most = 0;
      for (uint g = 1; g < GROUPS; ++g)
        if (group_scores[g] > group_scores[most])
          most = g;
      group_scores[most] = kNever;
    }
  barrier();
  for (uint e = lane; e < ALL; e += LANES)
    if (group_scores[e / WIDTH] != kNever)
      choose_by[e] = kNever;
  barrier();
}

void main() {
  uint row = workgroup();
  if (row >= rows)
    return;
  uint b = row / tokens, t = row % tokens;
  if (DENSE == 0 && t >= COUNT(b)) {
    for (uint j = lane; j < CHOSEN; j += LANES) {
      ids[ids_at + row * CHOSEN + j] = int(ALL);
      weights[weights_at + row * CHOSEN + j] = 0.0;
    }
    if (REST != 0 && lane == 0)
      rest[rest_at + row] = 0.0;
    return;
  }
  score(logits_at + b * step_batch + t * step_token);
  if (KEPT < GROUPS)
    keep_groups();
  for (uint j = lane; GIVEN != 0 && j < CHOSEN; j += LANES) {
    float number = givens[given_at + row * CHOSEN + j];
    taken[j] = number >= 0.0 ? uint(min(number, float(ALL - 1))) : 0;
  }
  barrier();
  for (uint j = 0; GIVEN == 0 && j < CHOSEN; ++j) {
    uint e = best();
    if (lane == 0) {
      taken[j] = THRESHOLDS != 0 && choose_by[e] <= 0.0 ? ALL : e;
      choose_by[e] = kNever;
    }
    barrier();
  }
  if (lane != 0 && DENSE == 0)
    return;
  float sum = 0.0, without = 0.0;
  for (uint j = 0; j < CHOSEN; ++j)
    sum += taken[j] < ALL ? scores[taken[j]] : 0.0;
  float factor = NORMALISED != 0 ? scale / max(sum + eps, least_sum) : scale;
  if (DENSE != 0) {
    for (uint e = lane; e < ALL; e += LANES) {
      bool found = false;
      for (uint j = 0; j < CHOSEN; ++j)
        found = found || taken[j] == e;
      weights[weights_at + row * ALL + e] = found ? scores[e] * factor : 0.0;
    }
    return;
  }
  for (uint j = 0; j < CHOSEN; ++j) {
    float weight = taken[j] < ALL ? scores[taken[j]] * factor * (GAINS != 0 ? gains[gain_at + taken[j]] : 1.0) : 0.0;
    ids[ids_at + row * CHOSEN + j] = int(taken[j]);
    weights[weights_at + row * CHOSEN + j] = weight;
    without += taken[j] >= EXPERTS && taken[j] < ALL - NULLS ? weight : 0.0;
  }
  if (REST != 0)
    rest[rest_at + row] = without;
}

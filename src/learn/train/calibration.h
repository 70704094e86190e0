// calibration: chooses the binary points of activations and weights by what they do to the network's answers.
#pragma once

#include "core/base/watch.h"
#include "learn/train/inputs.h"
#include "learn/train/model.h"

namespace knap::learn {

/// Formats of the Quantize nodes that no parameter precedes: those of least square error, for there are no
/// answers yet. One after the other, since each acts on what the next one sees. `inputs` must keep nothing.
void calibrate_front(Model& model, const Inputs& inputs);

/// Formats of all other Quantize nodes (but the given ones) and `finer_bits` of all weights, so that the
/// quantised network's answers lie close to the float network's.
///
/// Why by the answers: the square error of the values themselves, which costs one pass, weighs every value
/// alike. Behind a depthwise convolution a few channels hold all large values; to clip them costs little
/// square error and up to seven points of accuracy. What counts is the loss, and the divergence of the
/// answers (divergence.h) is its growth, free of the labels' noise.
///
/// How: first from front to back. A layer tries every candidate - a range the step that holds all observed
/// values and up to three finer ones, weights from two bits coarser to two bits finer than their least square
/// error - while what lies before it is quantised as chosen and what follows is float, so that a later layer
/// can make up for what an earlier one did, and no choice is judged through the noise of layers that have no
/// format yet. The least divergence wins; within 2 % of it the candidate that clips less (ranges) or the one
/// nearest to least square error (weights), for that difference is the samples' accident. Then once more with
/// everything quantised: each choice may move by one bit where that makes the whole better by 2 %.
/// It ends because both are one walk over a finite list; the second never makes the divergence of
/// `judged` greater.
///
/// Cost: at most 4 evaluations of `judged` per range, 5 per layer of weights, and 2 more for each; with the
/// 256 samples that the trainer gives it less than a tenth of a training in most projects. `observed` shows
/// the greatest values. At last `extra_bits` are added to the ranges. The same samples give the same formats
/// on any number of threads. kInterrupted when `watch` is stopped; the model is then half done.
Result<void> calibrate(Model& model, const Inputs& observed, const Inputs& judged, int extra_bits,
                       const Watch& watch);

}  // namespace knap::learn

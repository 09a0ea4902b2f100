// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"

/// The octets of what the agent has the engine ask on the wire, and of the answers. For message.cpp.
namespace tandem::channel {

class Reader;
class Writer;

void write(Writer &to, const AskNeighbours &question);
void write(Writer &to, const NeighbourAnswer &answer);
void write(Writer &to, const ProbePaths &order);
void write(Writer &to, const PathsProbed &answer);

AskNeighbours readAskNeighbours(Reader &from);
NeighbourAnswer readNeighbourAnswer(Reader &from);
ProbePaths readProbePaths(Reader &from);
PathsProbed readPathsProbed(Reader &from);

} // namespace tandem::channel

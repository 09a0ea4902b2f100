// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "config/document.h"
#include "config/mistakes.h"
#include "config/tablereader.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::config {

/// An entry as far as it could be read, with where it stands.
template <class T>
struct Entry
{
    T value;
    const Value *source = nullptr;
    bool sound = true; ///< no mistake was found in it; else its other fields may be placeholders

    /// Of the key's value; of the entry where the key is missing.
    Position at(std::string_view key) const
    {
        const auto *member = source->find(key);
        return member ? member->value.at : source->at;
    }
};

/// A file read section by section; what binds the sections together is not judged yet (rules.h).
struct Sections
{
    std::vector<Entry<Node>> nodes;
    std::vector<Entry<Instance>> instances;
    std::vector<Entry<SyncGroup>> syncGroups;
    std::vector<Entry<Check>> checks;
    Cluster rest; ///< everything else: its lists are empty
};

Sections readSections(const Value &document, const std::string &directory, Mistakes &mistakes);

// One section each.
Entry<Node> readNode(const Value &source, Mistakes &mistakes);
Entry<Instance> readInstance(const Value &source, const std::string &directory, Mistakes &mistakes);
Entry<SyncGroup> readSyncGroup(const Value &source, Mistakes &mistakes);
Entry<Check> readCheck(const Value &source, const std::string &directory, Mistakes &mistakes);
MaxScale readMaxScale(const Value &source, const std::string &directory, Mistakes &mistakes);
Helper readHelper(const Value *source, Mistakes &mistakes); ///< nullptr: the defaults

/// A command whose program may be relative to `directory`; with a mistake where it cannot be split into words.
std::optional<std::string> readCommand(const TableReader &table, std::string_view key, const std::string &directory);

} // namespace tandem::config

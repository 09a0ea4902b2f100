// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::model {

/// An interface as its kernel has it, and who else sets it up.
struct InterfaceFacts
{
    std::string name;
    bool up = false;                       ///< administratively, and it has a carrier
    std::string mac;                       ///< "02:00:00:00:00:01"; empty: none
    std::vector<std::string> addresses;    ///< "10.77.0.1/24"
    std::string manager;                   ///< "systemd-networkd", "NetworkManager"; empty: neither
    bool keepsAddresses = false;           ///< the manager is told to leave alone what it did not set
    std::optional<std::int64_t> rpFilter;  ///< in force: the larger of `all` and its own (ip-sysctl)
    std::optional<std::int64_t> arpIgnore; ///< likewise

    bool operator==(const InterfaceFacts &) const = default;
};

/// A virtual router that is none of the node's own, heard in the last minutes.
struct HeardRouter
{
    std::string interface;
    std::int64_t routerId = 0;
    std::string sender;
    bool isProbe = false; ///< what a helper sends to see whether adverts pass

    bool operator==(const HeardRouter &) const = default;
};

/// What a host is like: all that preflight asks of it and that changes nothing.
struct HostFacts
{
    std::string node;
    std::string helperVersion;
    std::string engineVersion;            ///< of the tandemd that runs; empty: none does
    std::string clusterFile;              ///< SHA-256 of the cluster file that is in force, 64 hex digits
    std::optional<bool> nonlocalBind;     ///< net.ipv4.ip_nonlocal_bind
    std::vector<std::int64_t> keepalived; ///< processes of that name
    std::vector<InterfaceFacts> interfaces;
    std::vector<HeardRouter> heard;
    std::optional<bool> mayWriteMode; ///< whether MaxScale lets the user of the cluster file write; nothing: see below
    std::string writerTrouble;        ///< why it may not, or why it is not known

    bool operator==(const HostFacts &) const = default;
};

/// Who has an address on the wire, as a host found that asked for it.
struct AddressAnswer
{
    enum class State : std::uint8_t { NotAsked, Silent, Answered, Own };

    std::string address; ///< without prefix
    State state = State::NotAsked;
    std::string mac; ///< Answered
    std::string why; ///< NotAsked

    bool operator==(const AddressAnswer &) const = default;
};

std::string_view nameOf(AddressAnswer::State state); ///< "not-asked", "silent", "answered", "own"
std::optional<AddressAnswer::State> addressStateOf(std::string_view name);

} // namespace tandem::model

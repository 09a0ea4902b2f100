// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/ports.h"

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tandem::engine::testing {

class FakeClock final : public ClockPort
{
public:
    Instant now() const noexcept override { return m_now; }
    std::int64_t wallNs() const noexcept override { return 1'000'000'000'000 + m_now.time_since_epoch().count(); }
    void advance(Duration by) { m_now += by; }
    void set(Instant now) { m_now = now; }

private:
    Instant m_now{std::chrono::seconds(100)};
};

/// Takes down what the engine asks for, and says what a test queues.
class FakeKernel final : public KernelPort
{
public:
    struct Prepared
    {
        InstancePlan plan;
        std::vector<bool> there;
    };

    Result<void> watch(const std::vector<std::string> &names) override
    {
        watched = names;
        return {};
    }
    Result<void> prepare(Slot slot, const InstancePlan &plan) override
    {
        if (slot == unpreparable)
            return fail(ErrorCode::System, plan.interface, "no socket");
        auto &prepared = slots[slot];
        std::vector<bool> there(plan.vips.size());
        for (std::size_t vip = 0; vip < plan.vips.size(); ++vip) {
            for (std::size_t old = 0; old < prepared.there.size(); ++old) {
                if (prepared.plan.vips[old].address == plan.vips[vip].address &&
                    prepared.plan.vips[old].dev == plan.vips[vip].dev)
                    there[vip] = prepared.there[old];
            }
        }
        prepared = {plan, there};
        return {};
    }
    void release(Slot slot) override { slots.erase(slot); }
    int retire(Slot slot, const InstancePlan &next) override
    {
        auto &prepared = slots[slot];
        for (std::size_t vip = 0; vip < prepared.there.size(); ++vip) {
            const auto &plan = prepared.plan.vips[vip];
            const bool stays = std::any_of(next.vips.begin(), next.vips.end(), [&](const VipPlan &other) {
                return other.address == plan.address && other.dev == plan.dev;
            });
            if (stays || !prepared.there[vip])
                continue;
            prepared.there[vip] = false;
            act("retire " + plan.address.toString(), slot);
        }
        return 0;
    }
    InterfaceState interfaceState(std::string_view interface) const override
    {
        const auto found = interfaces.find(std::string(interface));
        return found == interfaces.end() ? InterfaceState{true, true} : found->second;
    }
    bool vipThere(Slot slot, std::size_t vip) const override { return slots.at(slot).there[vip]; }
    int sendAdvert(Slot slot, std::span<const std::uint8_t> payload, const IpAddress &destination,
                   bool resigns) noexcept override
    {
        const std::string priority = payload.size() > 2 ? std::to_string(payload[2]) : "none";
        act((resigns ? "resign " : "advert ") + priority + " to " + destination.toString(), slot);
        return sendError;
    }
    int addAddresses(Slot slot) noexcept override
    {
        act("add", slot);
        slots[slot].there.assign(slots[slot].there.size(), addError == 0);
        return addError;
    }
    int removeAddresses(Slot slot) noexcept override
    {
        act("remove", slot);
        slots[slot].there.assign(slots[slot].there.size(), false);
        return 0;
    }
    Result<void> renewLeases(bool) override { return {}; }
    int announce(Slot slot) noexcept override
    {
        act("announce", slot);
        return 0;
    }
    int fd() const override { return -1; }
    void drain(KernelListener &listener) override
    {
        while (!queue.empty()) {
            auto say = std::move(queue.front());
            queue.pop_front();
            say(listener);
        }
    }

    void queueDatagram(const std::string &interface, const vrrp::Envelope &envelope, std::vector<std::uint8_t> payload)
    {
        queue.push_back([=](KernelListener &listener) { listener.datagram(interface, envelope, payload); });
    }
    void queueInterface(const std::string &interface, InterfaceState state)
    {
        interfaces[interface] = state;
        queue.push_back([=](KernelListener &listener) { listener.interfaceChanged(interface, state); });
    }
    void queueVip(Slot slot, std::size_t vip, bool there)
    {
        slots[slot].there[vip] = there;
        queue.push_back([=](KernelListener &listener) { listener.vipChanged(slot, vip, there); });
    }
    std::vector<std::string> takeActs() { return std::exchange(acts, {}); }

    std::vector<std::string> watched;
    std::map<Slot, Prepared> slots;
    std::map<std::string, InterfaceState> interfaces; ///< those that are not here are up
    std::vector<std::string> acts;
    std::deque<std::function<void(KernelListener &)>> queue;
    Slot unpreparable = mostInstances;
    int sendError = 0;
    int addError = 0;

private:
    void act(const std::string &what, Slot slot)
    {
        acts.push_back(slot == 0 ? what : what + " @" + std::to_string(slot));
    }
};

} // namespace tandem::engine::testing

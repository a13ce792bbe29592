using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>The semantics of TorchSharp's dispose scopes.</summary>
public sealed class OwningTensors
{
    [Fact]
    public void AScopeFreesWhatWasMadeInIt()
    {
        Tensor made;
        using (var scope = NewDisposeScope())
        {
            made = ones(3);
            Assert.True(scope.Contains(made));
            Assert.Equal(1, scope.DisposablesCount);
            Assert.Same(made, Assert.Single(scope.DisposablesView));
        }

        Assert.True(made.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => made.sum());
    }

    [Fact]
    public void OutsideOfAScopeNobodyElseFrees()
    {
        var made = ones(3);
        using (NewDisposeScope())
        {
            Assert.Equal(3f, made.sum().item<float>());
        }

        Assert.False(made.IsInvalid);
        made.Dispose();
        made.Dispose();
        Assert.True(made.IsInvalid);
    }

    [Fact]
    public void WhatIsMovedOutLivesAsLongAsTheOuterScope()
    {
        Tensor moved, pair;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                moved = ones(3).MoveToOuterDisposeScope();
                (pair, _) = inner.MoveToOuter(ones(2), ones(2));
                Assert.Equal(0, inner.DisposablesCount);
            }

            Assert.False(moved.IsInvalid);
            Assert.False(pair.IsInvalid);
            Assert.Equal(3, outer.DisposablesCount);
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void FromTheOutermostScopeItIsMovedToNobody()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            moved = ones(3).MoveToOuterDisposeScope();
        }

        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void WhatIsDetachedBelongsToTheCaller()
    {
        Tensor first, second;
        using (NewDisposeScope())
        {
            using var scope = NewDisposeScope();
            first = ones(3).DetachFromDisposeScope();
            second = scope.Detach(ones(3));
        }

        Assert.False(first.IsInvalid || second.IsInvalid);
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public void WhatIsAttachedBelongsToTheScopeAlone()
    {
        var made = ones(3);
        using (var outer = NewDisposeScope())
        {
            outer.Attach(made);
            using (var inner = NewDisposeScope())
            {
                inner.Attach(made);
                Assert.False(outer.Contains(made));
            }

            Assert.True(made.IsInvalid);
        }
    }

    [Fact]
    public void OnlyTensorsCanBeAttached()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        Assert.Throws<InvalidOperationException>(() => scope.Attach(stream));
    }

    [Fact]
    public void EverythingButTheKeptIsFreed()
    {
        using var scope = NewDisposeScope();
        var (kept, freed) = (ones(3), ones(3));
        Assert.Same(kept, scope.DisposeEverythingBut(kept));
        Assert.False(kept.IsInvalid);
        Assert.True(freed.IsInvalid);
        scope.DisposeEverything();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void DisposingByHandTellsTheScope()
    {
        using var scope = NewDisposeScope();
        ones(3).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void AnEndedScopeRefusesWork()
    {
        var scope = NewDisposeScope();
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scope.DisposablesCount);
        scope.Dispose();
    }

    [Fact]
    public void AScopeEndedBeforeItsInnerOneLeavesTheInnerOneInPlace()
    {
        var outer = NewDisposeScope();
        using var inner = NewDisposeScope();
        outer.Dispose();
        using var made = ones(3);
        Assert.True(inner.Contains(made));
    }

    [Fact]
    public async Task EachThreadHasItsOwnScopes()
    {
        using var scope = NewDisposeScope();
        using var made = await Task.Factory.StartNew(() => ones(3), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.False(scope.Contains(made));
    }

    [Fact]
    public void AWrappedComputationLeavesItsResultOnly()
    {
        using var scope = NewDisposeScope();
        var result = WrappedTensorDisposeScope(() => (ones(3) + 1).sum());
        Assert.Equal(6f, result.item<float>());
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void AThousandTensorsOfFourMegabytesDoNotGatherInAScopeLoop()
    {
        var before = ResidentMegabytes();
        for (var i = 0; i < 1000; i++)
        {
            using var scope = NewDisposeScope();
            ones(1 << 20).add_(1);
        }

        Assert.InRange(ResidentMegabytes() - before, -1000, 100);
    }

    [Fact]
    public void TheFinalizerFreesWhatNobodyDisposed()
    {
        var before = ResidentMegabytes();
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                ones(1 << 20);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // 800 MB were made, at most 80 at a time.
        Assert.InRange(ResidentMegabytes() - before, -1000, 400);
    }

    [Fact]
    public void MemoryOfAnArrayIsSharedUntilTheLastViewIsGone()
    {
        float[] array = [1, 2, 3, 4];
        using var view = ViewOf(array);
        array[1] = 20;
        GC.Collect();
        Assert.Equal([1f, 20f], view.data<float>().ToArray());
    }

    private static Tensor ViewOf(float[] array)
    {
        using var whole = frombuffer(array, ScalarType.Float32);
        return whole.narrow(0, 0, 2);
    }

    private static long ResidentMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }
}

using MPruner.Core;
using MPruner.Core.Examples;
using MPruner.Core.Width;
using MPruner.ScriptModels.Models;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>The criteria by which units are removed, on the sample classifier with the images of its toy version.</summary>
public sealed class OrderingUnits
{
    private static readonly ScriptModel Model =
        ScriptModel.Open(File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "FashionClassifier", "model.pt")), null);

    [Fact]
    public void DependsOnTheCriterion()
    {
        var orders = Enum.GetValues<WidthCriterion>().Select(Order).ToList();

        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, order.Length), order.Order()));
        Assert.Equal(orders.Count, orders.Select(order => string.Join(' ', order)).Distinct().Count());
    }

    [Fact]
    public void IsTheSameEveryTime() => Assert.All(
        Enum.GetValues<WidthCriterion>(), criterion => Assert.Equal(Order(criterion), Order(criterion)));

    [Fact]
    public void ByTheBatchNormTakesTheOneBeforeTheReadingLayer()
    {
        var dimension = Model.InnerDimensions.First(d => d.Path == "stage1.0.conv2");
        var norm = Model.Tensors.Read(Model.Tensors["stage1.0.bn1.weight"]);

        Assert.Equal(norm.Array.ToDoubles().Select(Math.Abs), Model.NormScales(dimension)!);
    }

    private static int[] Order(WidthCriterion criterion)
    {
        var run = Quiet.Run(new PruningOptions { WidthCriterion = criterion });
        var examples = BoundExamples.Bind(Specimen.Named("residual_cnn.scripted.pt").Examples, Model.Signature);
        var narrower = Narrower.Of(run, Model, examples, comparesClasses: true);
        var removal = narrower.Remove(narrower.Sums.Of([Model.InnerDimensions[^1]]).Single())!;
        Assert.True(removal.Reduce(0));
        return [.. removal.Removed.Select(removed => removed.Unit)];
    }
}
